//! How closely a journey is looked at.

use crate::journey::read::Step;
use crate::text;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// What a row of the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Zoom {
    /// A year.
    Years,
    /// A month.
    Months,
    /// A week from Monday.
    Weeks,
    /// A day.
    Days,
    /// A session; what happened outside of any goes by days.
    Sessions,
    /// A single event.
    #[default]
    Events,
}

/// What tells one row of the list from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    /// From this day on, as long as the zoom says.
    From(Date),
    /// A session.
    Session(i64),
}

impl Zoom {
    /// From the widest to the closest.
    pub(super) const ALL: [Self; 6] =
        [Self::Years, Self::Months, Self::Weeks, Self::Days, Self::Sessions, Self::Events];

    /// Its rows, for titles: `Months`.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Years => "Years",
            Self::Months => "Months",
            Self::Weeks => "Weeks",
            Self::Days => "Days",
            Self::Sessions => "Sessions",
            Self::Events => "Events",
        }
    }

    /// A step closer (1) or wider (-1); `None` at the end.
    pub(super) fn step(self, by: isize) -> Option<Self> {
        let here = Self::ALL.iter().position(|zoom| *zoom == self)?;
        Self::ALL.get(here.checked_add_signed(by)?).copied()
    }

    /// The period an event lies in.
    pub(super) fn period(self, step: &Step) -> Period {
        let day = step.at.date();
        match (self, step.session_id) {
            (Self::Sessions, Some(id)) => Period::Session(id),
            (Self::Years, _) => Period::From(day.first_of_year()),
            (Self::Months, _) => Period::From(day.first_of_month()),
            (Self::Weeks, _) => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                Period::From(day.saturating_sub(back.days()))
            }
            _ => Period::From(day),
        }
    }

    /// The period for people; `first` and `last` are its events' times.
    pub(super) fn label(self, period: Period, first: DateTime, last: DateTime) -> String {
        match (self, period) {
            (_, Period::Session(_)) => {
                let minutes = last.duration_since(first).as_secs() / 60;
                let length =
                    if minutes > 99 { format!("{} h", minutes / 60) } else { format!("{minutes} min") };
                format!("{}, {length}", text::date_time(first))
            }
            (Self::Years, Period::From(day)) => day.year().to_string(),
            (Self::Months, Period::From(day)) => format!("{} {}", month(day), day.year()),
            (Self::Weeks, Period::From(day)) => format!("week of {}", text::date(day)),
            (_, Period::From(day)) => format!("{}, {}", text::date(day), weekday(day)),
        }
    }
}

/// `January`.
pub(super) fn month(day: Date) -> String {
    day.strftime("%B").to_string()
}

fn weekday(day: Date) -> String {
    day.strftime("%a").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::kind;
    use jiff::civil::date;

    #[test]
    fn periods_have_names() {
        let at = date(2026, 11, 22).at(9, 30, 0, 0);
        let step =
            Step { event_id: 1, at, kind: kind::of("visit"), source: 0, session_id: Some(7), order: None };
        let label = |zoom: Zoom| zoom.label(zoom.period(&step), at, at);
        assert_eq!(
            Zoom::ALL.map(label),
            [
                "2026",
                "November 2026",
                "week of 2026-11-16",
                "2026-11-22, Sun",
                "2026-11-22 09:30, 0 min",
                "2026-11-22, Sun"
            ]
        );
    }

    #[test]
    fn zoom_ends_at_both_ends() {
        assert_eq!(Zoom::Events.step(1), None);
        assert_eq!(Zoom::Years.step(-1), None);
        assert_eq!(Zoom::Months.step(1), Some(Zoom::Weeks));
    }
}

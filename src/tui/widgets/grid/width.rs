//! Which columns of a grid are shown, and how wide: as wide as what is in them, where there is room for that.

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Exactly so many columns.
    Fixed(u16),
    /// At least the first; as wide as what is in it, up to the second.
    Between(u16, u16),
}

impl Width {
    /// What a column needs whose widest text has `text` columns; `None`: nobody knows yet.
    pub(super) fn need(self, text: Option<u16>) -> Need {
        match self {
            Self::Fixed(n) => Need { least: n, want: n },
            Self::Between(least, most) => {
                Need { least, want: text.map_or(most, |text| text.clamp(least, most)) }
            }
        }
    }
}

/// What a column needs now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    /// Less says nothing.
    pub(super) least: u16,
    /// Nothing is cut.
    pub(super) want: u16,
}

impl Need {
    /// All of it or nothing.
    pub(super) fn whole(self) -> Self {
        Self { least: self.want, ..self }
    }

    /// Narrow, but most of it can be read: before the columns have that, no further one is shown.
    fn fair(self) -> u16 {
        self.least + ((self.want - self.least) / 2).min(FAIR)
    }
}

/// So many columns more than the least are fair, whatever is wanted.
const FAIR: u16 = 4;

/// Columns of air between two columns.
const GAP: u16 = 2;

/// Which columns fit into `width`, from the key column and the `left`th other one on, and how wide they are.
///
/// Each has the least it needs; what is left is shared in proportion to what they lack.
pub(super) fn fit(needs: &[Need], left: usize, width: u16) -> Vec<(usize, u16)> {
    let Some(key) = needs.first() else { return Vec::new() };
    let from = 1 + left.min(needs.len().saturating_sub(2));
    let mut chosen = vec![(0, key.least.min(width))];
    let mut fair = key.fair();
    for (i, need) in needs.iter().enumerate().skip(from) {
        if fair + GAP + need.least > width {
            break;
        }
        fair += GAP + need.fair();
        chosen.push((i, need.least));
    }
    let gaps = GAP * u16::try_from(chosen.len() - 1).unwrap_or(u16::MAX);
    let used: u16 = chosen.iter().map(|(_, width)| width).sum();
    share(&mut chosen, needs, width.saturating_sub(used + gaps));
    chosen
}

/// Shares what is left among the columns that lack something.
fn share(chosen: &mut [(usize, u16)], needs: &[Need], spare: u16) {
    let lacks = |(i, width): &(usize, u16)| u32::from(needs[*i].want.saturating_sub(*width));
    let mut lacking: u32 = chosen.iter().map(lacks).sum();
    let mut spare = u32::from(spare).min(lacking);
    for column in chosen {
        let lack = lacks(column);
        if lack > 0 {
            // Rounded to the nearest; the last one gets what is left.
            let part = (2 * spare * lack + lacking) / (2 * lacking);
            column.1 += u16::try_from(part).unwrap_or_default();
            (spare, lacking) = (spare - part, lacking - lack);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(least: u16, want: u16) -> Need {
        Need { least, want }
    }

    #[test]
    fn the_key_column_stays_while_others_scroll() {
        let needs = [need(6, 6), need(5, 5), need(5, 5), need(5, 5)];
        assert_eq!(fit(&needs, 0, 20), [(0, 6), (1, 5), (2, 5)]);
        assert_eq!(fit(&needs, 2, 20), [(0, 6), (3, 5)]);
        assert_eq!(fit(&needs, 9, 20), [(0, 6), (3, 5)]);
        assert_eq!(fit(&needs, 0, 4), [(0, 4)]);
        assert_eq!(fit(&needs[..1], 3, 20), [(0, 6)]);
        assert_eq!(fit(&[], 0, 4), []);
    }

    #[test]
    fn what_is_left_is_shared_by_what_is_lacking() {
        assert_eq!(fit(&[need(4, 8), need(4, 16)], 0, 18), [(0, 6), (1, 10)]);
        assert_eq!(fit(&[need(4, 8), need(4, 16)], 0, 60), [(0, 8), (1, 16)], "no wider than its text");
    }

    #[test]
    fn a_further_column_comes_only_when_the_others_can_be_read() {
        let needs = [need(10, 30), need(10, 30), need(8, 8)];
        assert_eq!(fit(&needs, 0, 39), [(0, 19), (1, 18)]);
        assert_eq!(fit(&needs, 0, 40), [(0, 14), (1, 14), (2, 8)]);
    }

    #[test]
    fn a_column_is_as_wide_as_its_text_within_its_bounds() {
        assert_eq!(Width::Between(4, 10).need(Some(7)), need(4, 7));
        assert_eq!(Width::Between(4, 10).need(Some(40)), need(4, 10));
        assert_eq!(Width::Between(4, 10).need(None), need(4, 10));
        assert_eq!(Width::Fixed(4).need(Some(40)), need(4, 4));
    }
}

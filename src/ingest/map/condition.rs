//! Conditions on rows, bound to a file.

use super::bind::{Cleaner, Shape, Value};
use super::row::Row;
use crate::ingest::connector::Condition;
use crate::value::money;

/// A [`Condition`] bound to a file.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    value: Value,
    condition: Condition,
}

impl Test {
    pub(crate) fn bind_all(conditions: &[Condition], shape: Shape<'_>) -> Vec<Self> {
        let bind = |condition: &Condition| Self {
            value: Value::bind(&condition.column, shape),
            condition: condition.clone(),
        };
        conditions.iter().map(bind).collect()
    }

    /// True when the row meets every one of the conditions.
    pub(crate) fn all(tests: &[Self], row: &Row<'_>, cleaner: &Cleaner) -> bool {
        tests.iter().all(|test| test.holds(row, cleaner))
    }

    fn holds(&self, row: &Row<'_>, cleaner: &Cleaner) -> bool {
        let text = self.value.of(row, cleaner);
        let text = text.as_deref();
        let one_of = |list: &[String]| {
            text.is_some_and(|text| list.iter().any(|word| word.eq_ignore_ascii_case(text)))
        };
        let number = || text.and_then(money::read);
        let condition = &self.condition;
        condition.is.as_ref().is_none_or(|list| one_of(list))
            && condition.not.as_ref().is_none_or(|list| !one_of(list))
            && condition.filled.is_none_or(|filled| text.is_some() == filled)
            && condition
                .begins
                .as_ref()
                .is_none_or(|start| text.is_some_and(|text| text.starts_with(start.as_str())))
            && condition.above.is_none_or(|limit| number().is_some_and(|number| number > limit))
            && condition.below.is_none_or(|limit| number().is_some_and(|number| number < limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::input::Cells;

    #[test]
    fn conditions_hold_or_not() {
        #[derive(serde::Deserialize)]
        struct Holder {
            when: Vec<Condition>,
        }
        let header = ["a".to_owned(), "n".to_owned()];
        let mut cells = Cells::default();
        ["Yes", "-3.5"].iter().for_each(|cell| cells.push(cell));
        for (text, want) in [
            ("{ column = 'a', is = ['yes'] }", true),
            ("{ column = 'a', not = ['yes'] }", false),
            ("{ column = 'b', not = ['yes'] }", true),
            ("{ column = 'b', filled = false }, { column = 'a', filled = true }", true),
            ("{ column = 'a', begins = 'Y' }", true),
            ("{ column = 'n', above = 0 }", false),
            ("{ column = 'n', below = 0 }", true),
        ] {
            let holder: Holder = toml::from_str(&format!("when = [{text}]")).unwrap();
            let tests = Test::bind_all(&holder.when, Shape { header: &header, json: false });
            assert_eq!(Test::all(&tests, &Row::Cells(&cells), &Cleaner::default()), want, "{text}");
        }
    }
}

//! Between the core and the workspace: records out of it, edges and profiles into it.

mod batch;
mod choices;
mod components;
mod edges;
mod golden;
mod homes;
mod households;
mod journalled;
mod kept;
mod ledger;
mod load;
mod locks;
mod log;
mod marks;
mod names;
mod nationals;
mod profiles;
mod query;
mod said;
mod some;
mod update;
mod verdicts;
mod write;

pub(crate) use batch::append;
pub(crate) use choices::choices;
pub(crate) use edges::{all_remembered, load_edges, load_members};
pub(crate) use golden::{Golden, display_name, value};
pub(crate) use homes::{Resident, homes_of, residents, settle};
pub(crate) use households::{Housed, Lives, house, neighbours, rehouse};
pub(crate) use journalled::journalled;
pub(crate) use kept::{Whole, keep, keep_more, kept_rules, last_whole, records_with, resolved_since};
pub(crate) use ledger::{
    Differences, marks_before, marks_of, next_profile, place, told, write as write_ledger,
};
pub(crate) use load::{load_all, load_some};
pub(crate) use locks::{Lock, locks};
pub(crate) use log::{Deed, LogLine, add_lines, model_mark};
pub(crate) use marks::marks;
pub(crate) use names::{Names, names};
pub(crate) use nationals::{keep_nationals, read_nationals};
pub(crate) use profiles::{
    Faces, Former, Identities, Occasion, Replacement, Standing, Written, members, members_around,
    members_before_decision, members_of, remember_moves, replace_profiles, standing,
};
pub(crate) use query::{among, among_texts, one, rows, two};
pub(crate) use said::{Said, Word, states};
pub(crate) use some::{count_reviews, known, take_away};
pub(crate) use update::{EDGES, PROFILES, or_null};
pub(crate) use verdicts::{Saying, Verdict, in_force, in_force_after};
pub(crate) use write::{load_model, priority, remembered, write_edges, write_reports};

//! The bench: proves the controller against the twin.

mod board;
mod commanded;
mod course;
pub mod device;
pub mod factory;
pub mod inspect;
pub mod nightscout;
mod oracle;
pub mod output;
pub mod picture;
pub mod record;
mod recorder;
pub mod report;
pub mod run;
pub mod scenario;
mod surroundings;
pub mod trap;
pub mod world;

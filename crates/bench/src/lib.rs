//! The bench: proves the controller against the twin.

pub mod accuracy;
pub mod analysis;
mod board;
pub mod bolus;
mod commanded;
mod course;
pub mod device;
pub mod factory;
pub mod fleet;
pub mod gates;
pub mod inspect;
pub mod nightscout;
mod oracle;
pub mod output;
pub mod picture;
pub mod raised;
pub mod record;
mod recorder;
pub mod report;
pub mod request;
pub mod run;
pub mod scenario;
mod surroundings;
pub mod trap;
pub mod upset;
pub mod world;

//! A drawing that a command was asked to write beside what it tells.

use crate::exit::Failure;
use bench::output;
use std::path::Path;

/// Where a drawing goes, if one was asked for.
pub(crate) struct Drawing<'a>(Option<&'a Path>);

impl<'a> Drawing<'a> {
    /// Checks before the long work that the file can be written.
    pub(crate) fn to(path: Option<&'a Path>) -> Result<Self, Failure> {
        if let Some(path) = path {
            output::check_file(path).map_err(Failure::new)?;
        }
        Ok(Self(path))
    }

    /// Draws and writes.
    pub(crate) fn write(&self, svg: impl FnOnce() -> String) -> Result<(), Failure> {
        self.0.map_or(Ok(()), |path| output::write_file(path, &svg()).map_err(Failure::new))
    }
}

//! JSON documents, of bounded size, with the place of what is wrong in them.

use serde_json::Value;

use super::error::{Document, NightscoutError};
use crate::scenario::excerpt;

/// The size of a document that is still read, in bytes: far more than 30 days of any history.
const SIZE_MAX: usize = 32 * 1024 * 1024;

/// The records of the treatments.
///
/// # Errors
/// When the text is too large, not JSON, or not an array.
pub(super) fn array(text: &str) -> Result<Vec<Value>, NightscoutError> {
    let found = match value(text, Document::Treatments)? {
        Value::Array(records) => return Ok(records),
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Object(_) => "an object",
    };
    Err(NightscoutError::NotAnArray { found })
}

/// What a document says.
///
/// # Errors
/// When the text is too large or not JSON.
pub(super) fn value(text: &str, document: Document) -> Result<Value, NightscoutError> {
    let size = text.len();
    if size > SIZE_MAX {
        return Err(NightscoutError::TooLarge { document, size, size_max: SIZE_MAX });
    }
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let told = error.to_string();
        // The place is told by the error that holds the message.
        let message = excerpt(told.rsplit_once(" at line ").map_or(told.as_str(), |(said, _)| said));
        NightscoutError::Json { document, line, column, message }
    })
}

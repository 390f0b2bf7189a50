//! The page as a whole: it is well formed, complete, and shows nothing that is not a number.

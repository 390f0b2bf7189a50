//! The lot that a part was made in.

use core::fmt;

/// Eight characters, each a capital letter, a digit or a hyphen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "[u8; 8]", into = "[u8; 8]")]
pub struct Lot([u8; 8]);

impl Lot {
    /// The lot; `None` when another character is among them.
    pub fn new(characters: [u8; 8]) -> Option<Self> {
        let allowed = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'-';
        characters.iter().all(allowed).then_some(Self(characters))
    }

    /// The characters, in ASCII.
    pub fn characters(self) -> [u8; 8] {
        self.0
    }
}

impl TryFrom<[u8; 8]> for Lot {
    type Error = &'static str;

    fn try_from(characters: [u8; 8]) -> Result<Self, Self::Error> {
        Self::new(characters).ok_or("a lot has capital letters, digits and hyphens only")
    }
}

impl From<Lot> for [u8; 8] {
    fn from(lot: Lot) -> Self {
        lot.characters()
    }
}

impl fmt::Display for Lot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&byte| fmt::Write::write_char(f, char::from(byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::fmt::Write;

    #[test]
    fn a_lot_is_capitals_digits_and_hyphens() {
        let mut text = heapless::String::<8>::new();
        write!(text, "{}", Lot::new(*b"A1-00Z97").unwrap()).unwrap();
        assert_eq!(text.as_str(), "A1-00Z97");
        for wrong in [b"a1-00Z97", b"A1 00Z97", b"A1-00Z9\0", b"A1-00Z9\xff"] {
            assert_eq!(Lot::new(*wrong), None);
        }
    }
}

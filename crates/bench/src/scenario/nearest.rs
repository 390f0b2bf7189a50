//! Which of the known words was probably meant.

/// Words longer than this are no slip of any known one.
const SIZE_MAX: usize = 40;

/// The known word that is nearest to `word`: at most two slips away, and one in three letters.
pub(super) fn nearest(word: &str, known: &[&'static str]) -> Option<&'static str> {
    if word.len() > SIZE_MAX {
        return None;
    }
    let slips_max = |candidate: &str| (candidate.len() / 3).clamp(1, 2);
    known
        .iter()
        .map(|&candidate| (slips(word, candidate), candidate))
        .filter(|&(slips, candidate)| slips <= slips_max(candidate))
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, left out, replaced or swapped with their neighbour to make `b` of `a`, ignoring
/// case and taking `-` for `_`. (Optimal string alignment: a row for each letter of `a`, of which the last two are
/// kept.)
fn slips(a: &str, b: &str) -> usize {
    let letters = |text: &str| -> Vec<char> {
        let plain = |c: char| {
            if c == '-' { '_' } else { c.to_ascii_lowercase() }
        };
        text.chars().map(plain).collect()
    };
    let (a, b) = (letters(a), letters(b));
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = above[j] + usize::from(a[i] != b[j]);
            let mut least = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["at", "bolus", "temp_basal", "suspend", "resume"];

    fn check(word: &str, expected: Option<&str>) {
        assert_eq!(nearest(word, KNOWN), expected, "{word:?}");
    }

    #[test]
    fn a_slip_finds_its_word() {
        check("bolsu", Some("bolus"));
        check("Bolus", Some("bolus"));
        check("temp-basal", Some("temp_basal"));
        check("tempbasal", Some("temp_basal"));
        check("supend", Some("suspend"));
        check("a", Some("at"));
    }

    #[test]
    fn what_is_far_from_every_word_finds_none() {
        check("", None);
        check("prime", None);
        check("note", None);
        check(&"x".repeat(1_000_000), None);
    }
}

//! `cargo xtask size`: what the firmware takes, against `firmware/budgets.toml`.
//!
//! Image and static memory are read from the image's sections; stack and instructions are what the emulated device
//! measured of itself in a short run, and in one that a loss of power divides.

use crate::firmware::{self, Compiler};
use crate::{qemu, workspace};
use object::{Object as _, ObjectSection as _, SectionFlags, SectionKind, elf};
use serde_json::Value;
use toml_edit::DocumentMut;

/// Measures what the compiler of that name makes, or the first that there is, and compares with the budgets.
///
/// # Errors
/// Nothing can be emulated here, or a figure is above its budget.
pub(crate) fn run(compiler: Option<&str>) -> Result<(), String> {
    if let Some(reason) = qemu::missing() {
        return Err(reason);
    }
    firmware::run(Compiler::find(compiler)?)?;
    let path = workspace::root().join("firmware/budgets.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let budgets: DocumentMut = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let image = std::fs::read(firmware::image("device")).map_err(|error| format!("no image: {error}"))?;
    let (flash, fixed) = sections(&image)?;
    let folder = tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let [run, restart] =
        [qemu::SHORT, qemu::RESTART].map(|name| qemu::summary(name, "qemu", &folder.path().join(name)));
    let (run, restart) = (run?, restart?);
    let measured =
        |of: &Value, key: &str| of["emulated"][key].as_u64().ok_or_else(|| format!("the run measured no {key}"));
    let rows = [
        ("image", "flash", "bytes", flash),
        ("image", "static", "bytes", fixed),
        ("run", "stack", "bytes", measured(&run, "stack_worst_bytes")?),
        ("run", "instructions", "instructions", measured(&run, "instructions_worst")?),
        ("run", "supervisor_instructions", "instructions", measured(&run, "supervisor_instructions_worst")?),
        ("restart", "stack", "bytes", measured(&restart, "stack_worst_bytes")?),
    ];
    let over: Vec<String> = rows.into_iter().filter_map(|row| judge(&budgets, row)).collect();
    if over.is_empty() { Ok(()) } else { Err(over.join("; ")) }
}

/// Says what was measured; what is wrong with it, if anything is.
fn judge(budgets: &DocumentMut, (table, key, unit, found): (&str, &str, &str, u64)) -> Option<String> {
    let budget = budgets.get(table).and_then(|table| table.get(key)).and_then(toml_edit::Item::as_integer);
    let Some(budget) = budget.and_then(|budget| u64::try_from(budget).ok()) else {
        return Some(format!("firmware/budgets.toml has no `{key}` in `[{table}]`"));
    };
    println!("size: {table}.{key}: {found} of {budget} {unit}");
    (found > budget).then(|| format!("{table}.{key} is {found} {unit}, above its budget of {budget}"))
}

/// Bytes in flash, and of static memory.
///
/// # Errors
/// The image is none.
fn sections(image: &[u8]) -> Result<(u64, u64), String> {
    let file = object::File::parse(image).map_err(|error| format!("the image cannot be read: {error}"))?;
    let (mut flash, mut fixed) = (0, 0);
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
        // The journal's flash is emulated in memory, and is neither image nor memory.
        if sh_flags & elf::SHF_ALLOC != elf::SHF_ALLOC || section.name() == Ok(".journal") {
            continue;
        }
        if section.kind() != SectionKind::UninitializedData {
            flash += section.size();
        }
        if sh_flags & elf::SHF_WRITE == elf::SHF_WRITE {
            fixed += section.size();
        }
    }
    Ok((flash, fixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: (&str, &str, &str, u64) = ("image", "flash", "bytes", 100);

    #[test]
    fn a_figure_above_its_budget_or_without_one_is_told() {
        let judged = |text: &str| judge(&text.parse().expect("it is TOML"), ROW);
        assert_eq!(judged("[image]\nflash = 100\n"), None);
        assert_eq!(
            judged("[image]\nflash = 99\n"),
            Some("image.flash is 100 bytes, above its budget of 99".to_owned())
        );
        assert_eq!(
            judged("[run]\nflash = 100\n"),
            Some("firmware/budgets.toml has no `flash` in `[image]`".to_owned())
        );
    }

    #[test]
    fn what_is_no_image_is_refused() {
        assert!(sections(b"no image").is_err());
    }
}

//! What is read of a flash, and written to it, beside the storage: places are numbers of bytes from its start.

use embedded_storage_async::nor_flash::NorFlash;

/// Read at once; a multiple of what any flash reads.
pub(crate) const CHUNK: usize = 64;

/// The smallest piece that is both read and written, bytes.
pub(crate) fn word_size<F: NorFlash>() -> usize {
    F::WRITE_SIZE.max(F::READ_SIZE)
}

/// So many bytes, in whole words.
pub(crate) fn round_up<F: NorFlash>(bytes: usize) -> usize {
    bytes.checked_next_multiple_of(word_size::<F>()).unwrap_or(usize::MAX)
}

/// # Errors
/// The flash's.
pub(crate) async fn read<F: NorFlash>(flash: &mut F, at: usize, bytes: &mut [u8]) -> Result<(), F::Error> {
    flash.read(place(at), bytes).await
}

/// # Errors
/// The flash's.
pub(crate) async fn write<F: NorFlash>(flash: &mut F, at: usize, bytes: &[u8]) -> Result<(), F::Error> {
    flash.write(place(at), bytes).await
}

/// # Errors
/// The flash's.
pub(crate) async fn erase<F: NorFlash>(flash: &mut F, start: usize, end: usize) -> Result<(), F::Error> {
    flash.erase(place(start), place(end)).await
}

/// Places beyond what 32 bits can say are in no flash.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

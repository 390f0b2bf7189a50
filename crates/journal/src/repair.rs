//! What the storage does not put right by itself after a page was torn while it was erased.
//!
//! A page is marked in its first word when it is begun and in its last when it is full. The storage looks at as many
//! bytes at the page's ends as the flash reads at least, and takes four cleared bits for a mark; here, too. A page whose
//! erasure was cut short may look
//! - begun, next to the page that was being written to: then two are, and the storage cannot go on;
//! - unused, and yet not be blank: what is written into it would be lost.
//!
//! Either is erased here. What looks full is harmless: items that are damaged are passed over, and it is the oldest
//! page, which is erased again before it is used. That a last word is marked and a first is not, the storage sees.
//!
//! And the page that is written to may have an item that claims more room than the page has (`claim`): it is marked full,
//! so that its items are read as before and nothing is looked for behind them.

use crate::claim::claims_too_much;
use crate::flash::{CHUNK, erase, read, word_size, write};
use embedded_storage_async::nor_flash::NorFlash;

/// Cleared bits from which a mark counts as set.
const MARK_BITS: u32 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Unused,
    Begun,
    Full,
}

/// Erases pages that look as no page should, and ends one of which the storage would not find the end.
///
/// # Errors
/// The flash's.
pub(crate) async fn repair<F: NorFlash>(flash: &mut F) -> Result<(), F::Error> {
    let mut before = look(flash, last_page::<F>(flash)).await?;
    let mut start = 0_usize;
    while let Some(end) = start.checked_add(F::ERASE_SIZE).filter(|end| *end <= flash.capacity()) {
        let page = look(flash, start).await?;
        let torn = match page {
            Page::Unused => !blank(flash, start, end).await?,
            Page::Begun => before == Page::Begun,
            Page::Full => false,
        };
        if torn {
            erase(flash, start, end).await?;
        } else if page == Page::Begun && claims_too_much(flash, start, end).await? {
            end_early(flash, end).await?;
        }
        before = page;
        start = end;
    }
    Ok(())
}

/// Marks the page that ends here as full. The next one is erased first: some page has to be unused.
async fn end_early<F: NorFlash>(flash: &mut F, end: usize) -> Result<(), F::Error> {
    let next = if end < flash.capacity() { end } else { 0 };
    erase(flash, next, next.saturating_add(F::ERASE_SIZE)).await?;
    let word = [0; CHUNK];
    let mark = word.get(..word_size::<F>()).unwrap_or_default();
    write(flash, end.saturating_sub(mark.len()), mark).await
}

fn last_page<F: NorFlash>(flash: &F) -> usize {
    flash.capacity().saturating_sub(F::ERASE_SIZE)
}

/// What the marks of the page that starts here say.
async fn look<F: NorFlash>(flash: &mut F, start: usize) -> Result<Page, F::Error> {
    let last = start.saturating_add(F::ERASE_SIZE).saturating_sub(F::READ_SIZE);
    let begun = marked(flash, start).await?;
    let full = marked(flash, last).await?;
    Ok(if full {
        Page::Full
    } else if begun {
        Page::Begun
    } else {
        Page::Unused
    })
}

async fn marked<F: NorFlash>(flash: &mut F, at: usize) -> Result<bool, F::Error> {
    let mut word = [0xFF; CHUNK];
    read(flash, at, word.get_mut(..F::READ_SIZE).unwrap_or_default()).await?;
    Ok(word.iter().map(|byte| byte.count_zeros()).sum::<u32>() >= MARK_BITS)
}

async fn blank<F: NorFlash>(flash: &mut F, start: usize, end: usize) -> Result<bool, F::Error> {
    let mut at = start;
    while at < end {
        let mut chunk = [0xFF; CHUNK];
        let size = CHUNK.min(end.saturating_sub(at));
        read(flash, at, chunk.get_mut(..size).unwrap_or_default()).await?;
        if chunk.iter().any(|byte| *byte != 0xFF) {
            return Ok(false);
        }
        at = at.saturating_add(size);
    }
    Ok(true)
}

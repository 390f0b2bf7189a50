//! Memory that outlasts a reset: the supervisor, which keeps what it knows of heat and travel, and the cause of the last
//! words, which are said after it.
//!
//! It is not initialised: what it holds counts only where a mark says so.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use protocol::lockstep::Guard;

/// Marks what was put there since the board was last without power.
const MARK: u64 = 0x616c_6971_756f_7431;

/// Something that outlasts a reset.
pub(crate) struct Retained<T>(UnsafeCell<MaybeUninit<(u64, T)>>);

// SAFETY: each is used from one context only, as its users say.
unsafe impl<T> Sync for Retained<T> {}

#[unsafe(link_section = ".uninit.guard")]
static GUARD: Retained<Guard> = Retained(UnsafeCell::new(MaybeUninit::uninit()));

/// Bytes of a cause, and how many.
pub(crate) type Words = ([u8; 24], usize);

#[unsafe(link_section = ".uninit.words")]
static WORDS: Retained<Words> = Retained(UnsafeCell::new(MaybeUninit::uninit()));

/// The supervisor; for its interrupt alone.
pub(crate) fn guard() -> &'static Retained<Guard> {
    &GUARD
}

/// The last words; for them, and for whoever is up first after a reset.
pub(crate) fn words() -> &'static Retained<Words> {
    &WORDS
}

impl<T> Retained<T> {
    /// What is there, if anything was put there.
    ///
    /// # Safety
    /// Nothing else that this gave is still in use.
    #[expect(clippy::mut_from_ref, reason = "whoever calls promises that there is one at a time")]
    pub(crate) unsafe fn get(&self) -> Option<&mut T> {
        let place = self.0.get().cast::<(u64, T)>();
        // SAFETY: the mark is a number, which any bits are; behind it lies a whole value if it is this one, because both
        // were put there together, and memory keeps over a reset what it holds.
        unsafe { ((&raw const (*place).0).read_volatile() == MARK).then(|| &mut (*place).1) }
    }

    /// Puts something there.
    ///
    /// # Safety
    /// As for [`Retained::get`].
    pub(crate) unsafe fn put(&self, value: T) {
        // SAFETY: nobody looks at it meanwhile.
        unsafe { (*self.0.get()).write((MARK, value)) };
    }

    /// Forgets what is there.
    ///
    /// # Safety
    /// As for [`Retained::get`].
    pub(crate) unsafe fn clear(&self) {
        // SAFETY: nobody looks at it meanwhile, and the mark is a number.
        unsafe { (&raw mut (*self.0.get().cast::<(u64, T)>()).0).write_volatile(0) };
    }
}

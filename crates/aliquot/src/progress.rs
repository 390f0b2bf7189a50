//! A bar on a terminal, nothing in a pipe.

use indicatif::{ProgressBar, ProgressStyle};

/// Does long work with a bar before it, to whose measure the work tells which share of it is done.
pub(crate) fn during<T>(what: String, work: impl FnOnce(&mut dyn FnMut(f64)) -> T) -> T {
    let bar = Progress::new(what);
    let done = work(&mut |share| bar.show(share));
    bar.clear();
    done
}

/// A bar that shows how much is done.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar with what it stands for before it.
    pub(crate) fn new(what: String) -> Self {
        let bar = ProgressBar::new(1000);
        let style =
            ProgressStyle::with_template("{msg} [{bar:40}] {percent} % {eta}").expect("the template is well formed");
        bar.set_style(style.progress_chars("=> "));
        bar.set_message(what);
        Self(bar)
    }

    /// Shows a share of 0..=1.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0..=1 in thousandths")]
    pub(crate) fn show(&self, share: f64) {
        self.0.set_position((share.clamp(0.0, 1.0) * 1000.0) as u64);
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

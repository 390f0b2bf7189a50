//! Many pump units at once, on every core.
//!
//! Invariant: what comes out is in the order of what was asked for, whatever thread made it and however many there are.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};

/// A share of a job is told no more finely than this, so that telling takes no time.
const TOLD: f64 = 0.01;

/// Does `work` for each job; it is given a place to tell its own share to (0..=1). `progress` is told the share of all.
///
/// # Panics
/// When `work` does.
pub fn each<Job: Sync, Done: Send>(
    jobs: &[Job],
    work: impl Fn(&Job, &mut dyn FnMut(f64)) -> Done + Sync,
    progress: &mut dyn FnMut(f64),
) -> Vec<Done> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    let next = AtomicUsize::new(0);
    let (told, telling) = channel::<f64>();
    let one_after_the_other = |told: Sender<f64>| {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(index) else { return done };
            let mut last = 0.0;
            let mut tell = |share: f64| {
                if share - last >= TOLD {
                    // Nobody who listens is no reason to stop.
                    told.send(share - last).unwrap_or_default();
                    last = share;
                }
            };
            done.push((index, work(job, &mut tell)));
            tell(1.0 + TOLD);
        }
    };
    let mut done: Vec<(usize, Done)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let told = told.clone();
                scope.spawn(|| one_after_the_other(told))
            })
            .collect();
        drop(told);
        let mut sum = 0.0;
        for share in telling {
            sum += share;
            progress(sum / crate::analysis::count(jobs.len()));
        }
        workers.into_iter().flat_map(|worker| worker.join().expect("a run does not panic")).collect()
    });
    done.sort_by_key(|&(index, _)| index);
    done.into_iter().map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_jobs_and_progress_only_grows() {
        let jobs: Vec<u64> = (0..100).collect();
        let mut last = 0.0;
        let mut grows = true;
        let done = each(
            &jobs,
            |job, tell| {
                tell(0.5);
                // Some take longer than others.
                (0..(job % 7) * 1000).fold(*job, |sum, _| std::hint::black_box(sum))
            },
            &mut |share| {
                grows &= share >= last && share < 1.1;
                last = share;
            },
        );
        assert_eq!(done, jobs);
        assert!(grows && last > 0.99, "{last}");
    }

    #[test]
    fn nothing_to_do_is_done_at_once() {
        assert!(each(&[] as &[u8], |_, _| (), &mut |_| {}).is_empty());
    }
}

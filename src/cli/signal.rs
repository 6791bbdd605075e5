//! Ctrl-C and its kin while long work runs: the first stops the work, the second the program.

use super::CliError;
use crate::progress::Progress;
use crate::workspace::Stopper;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Work that has not stopped after this long is cut off; the workspace stands that.
const GRACE: Duration = Duration::from_secs(5);

/// How often a query is interrupted until it hears.
const PAUSE: Duration = Duration::from_millis(5);

/// The signal that came while a [`Watch`] stood; 0 for none.
static CAME: AtomicI32 = AtomicI32::new(0);

/// Listens for signals until dropped.
pub(super) struct Watch {
    handle: Handle,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// From now on the first signal cancels `progress` and interrupts the query of `stopper`, again and again until
    /// this is dropped; the second, or work that does not stop, ends the program at once.
    pub(super) fn start(progress: &Progress, stopper: Option<Stopper>) -> Result<Self, CliError> {
        let failed = |error| CliError::Internal(format!("signals can't be listened to: {error}"));
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
        let handle = signals.handle();
        let over = Arc::new(AtomicBool::new(false));
        let (progress, own) = (progress.clone(), Arc::clone(&over));
        let listen = move || {
            for signal in signals.forever() {
                if CAME.swap(signal, Ordering::SeqCst) != 0 {
                    std::process::exit(128 + signal);
                }
                progress.cancel();
                let (over, stopper) = (Arc::clone(&own), stopper.clone());
                let insist = move || {
                    let begun = Instant::now();
                    while !over.load(Ordering::SeqCst) {
                        if let Some(stopper) = &stopper {
                            stopper.interrupt();
                        }
                        if begun.elapsed() > GRACE {
                            std::process::exit(128 + signal);
                        }
                        std::thread::sleep(PAUSE);
                    }
                };
                if std::thread::Builder::new().name("insist".into()).spawn(insist).is_err() {
                    std::process::exit(128 + signal);
                }
            }
        };
        let thread = std::thread::Builder::new().name("signals".into()).spawn(listen).map_err(failed)?;
        Ok(Self { handle, over, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        self.handle.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The exit code of the signal that came, if one came.
pub(super) fn code() -> Option<u8> {
    match CAME.load(Ordering::SeqCst) {
        0 => None,
        signal => u8::try_from(128 + signal).ok(),
    }
}

//! Work gives way to the screen: threads that read, write and resolve come after the one that draws, so that a key is
//! answered at once while every core is busy.

/// How much lower: about a tenth of what the screen may take, as long as both want to run.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Lowers the priority of the calling thread, and of those it starts from now on; there is no way back. Only on Linux:
/// elsewhere all threads of a process share theirs.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        let this = Some(rustix::thread::gettid());
        // Where the system refuses it, all threads stay equals.
        let _ = getpriority_process(this).and_then(|now| setpriority_process(this, now + NICENESS));
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::getpriority_process;
    use rustix::thread::gettid;

    #[test]
    fn a_thread_and_its_threads_give_way_and_no_other() {
        let before = getpriority_process(Some(gettid())).unwrap();
        let lowered = std::thread::spawn(|| {
            give_way();
            let inner = std::thread::spawn(|| getpriority_process(Some(gettid())).unwrap());
            (getpriority_process(Some(gettid())).unwrap(), inner.join().unwrap())
        });
        let wanted = (before + NICENESS).min(19);
        assert_eq!(lowered.join().unwrap(), (wanted, wanted));
        assert_eq!(getpriority_process(Some(gettid())).unwrap(), before);
    }
}

//! How much memory DuckDB may use, so that the resolver keeps its share.

/// Half of what the machine (or the container) has, never under 512 MiB, as DuckDB's `memory_limit`.
pub(super) fn memory_limit() -> String {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo").and_then(|text| total(&text));
    let container = read("/sys/fs/cgroup/memory.max").and_then(|text| text.trim().parse().ok());
    format!("{}MiB", half(machine, container))
}

fn half(machine: Option<u64>, container: Option<u64>) -> u64 {
    let bytes = machine.into_iter().chain(container).min().unwrap_or(4 << 30);
    (bytes / 2 / (1 << 20)).max(512)
}

/// `MemTotal` of `/proc/meminfo`, in bytes.
fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_of_machine_and_container_is_halved() {
        assert_eq!(total("MemTotal:       16777216 kB\nMemFree: 1 kB"), Some(16 << 30));
        assert_eq!(half(Some(16 << 30), None), 8192);
        assert_eq!(half(Some(16 << 30), Some(2 << 30)), 1024);
        assert_eq!(half(Some(1 << 28), None), 512);
        assert_eq!(half(None, None), 2048);
    }
}

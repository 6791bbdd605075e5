//! The program on a pseudo-terminal: keys and clicks in, the screen out.

use crate::shop::Shop;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longer than any machine needs; a test that waits for it has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Seen {
    parser: vt100::Parser,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) struct Explorer {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    pub(crate) seen: Arc<Mutex<Seen>>,
    // Dropping it would hang up.
    terminal: Box<dyn portable_pty::MasterPty + Send>,
}

impl Explorer {
    /// Opens the explorer of the shop at 100x30.
    pub(crate) fn open(shop: &Shop, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 30, cols: 100, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_onefold"));
        command.args(arguments);
        command.env_clear();
        command.cwd(shop.path("."));
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(name, shop.path(folder));
        }
        command.env("ONEFOLD_WORKSPACE", shop.workspace());
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 0);
        let seen = Arc::new(Mutex::new(Seen { parser, bytes: Vec::new() }));
        let (mut output, fed) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                let mut seen = fed.lock().unwrap();
                seen.parser.process(&buffer[..n]);
                seen.bytes.extend_from_slice(&buffer[..n]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, keys, seen, terminal: pair.master }
    }

    pub(crate) fn screen(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    /// Waits until `wanted` holds of the terminal.
    pub(crate) fn until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let begun = Instant::now();
        while !wanted(self.seen.lock().unwrap().parser.screen()) {
            assert!(begun.elapsed() < PATIENCE, "never: {what}\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn shows(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    pub(crate) fn hides(&self, text: &str) {
        self.until(&format!("without {text}"), |screen| !screen.contents().contains(text));
    }

    pub(crate) fn resize(&self, cols: u16, rows: u16) {
        let (width, height) = (cols.try_into().unwrap(), rows.try_into().unwrap());
        self.seen.lock().unwrap().parser.set_size(height, width);
        self.terminal.resize(PtySize { rows, cols, ..PtySize::default() }).unwrap();
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Clicks on the last place where the screen has this text, as soon as it has.
    pub(crate) fn click(&mut self, text: &str) {
        self.shows(text);
        let (row, column) = {
            let seen = self.seen.lock().unwrap();
            let rows: Vec<String> = seen.parser.screen().rows(0, 100).collect();
            let found = rows.iter().enumerate().rev().find_map(|(row, line)| Some((row, line.rfind(text)?)));
            let (row, at) = found.unwrap_or_else(|| panic!("nowhere: {text}\n{}", rows.join("\n")));
            (row, rows[row][..at].chars().count())
        };
        self.press(&format!("\x1b[<0;{0};{1}M\x1b[<0;{0};{1}m", column + 1, row + 1));
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// The exit code, once the terminal has been given back.
    pub(crate) fn ended(&mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        self.until("the terminal given back", given_back);
        code
    }
}

/// Nothing of ours is left switched on.
pub(crate) fn given_back(screen: &vt100::Screen) -> bool {
    !screen.alternate_screen()
        && !screen.hide_cursor()
        && !screen.bracketed_paste()
        && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
}

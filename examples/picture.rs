//! Takes a picture of a real screen: runs the program on a pseudo-terminal, types keys, writes what is shown as SVG.
//!
//!     cargo run --release --example picture -- docs/overview.svg 120x34 "" -w FILE open
//!
//! Arguments: the picture, the size, the keys to type (one by one, each waited for), and what to run the program with.

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use vt100::{Cell, Color, Parser};

/// Width and height of a character cell, in pixels.
const CELL: (f64, f64) = (8.4, 18.0);
const FONT: &str = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const PAPER: &str = "#16181d";
const INK: &str = "#d7dae0";
/// The sixteen colours of the terminal in the picture.
const PALETTE: [&str; 16] = [
    "#2b2f38", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4", "#6b7280",
    "#f08a92", "#b5e08f", "#f0d399", "#82c4ff", "#d896ec", "#7bd1dc", "#ffffff",
];

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [picture, size, keys, program @ ..] = args.as_slice() else {
        return Err("usage: picture FILE.svg COLUMNSxROWS KEYS ARGUMENT…".into());
    };
    let (columns, rows) = size.split_once('x').ok_or("the size is COLUMNSxROWS, such as 120x34")?;
    let screen = shown(program, columns.parse()?, rows.parse()?, keys)?;
    std::fs::write(Path::new(picture), svg(&screen))?;
    Ok(())
}

/// What the program shows after the keys, when nothing more changes.
fn shown(args: &[String], cols: u16, rows: u16, keys: &str) -> Result<Parser, Box<dyn Error>> {
    let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 })?;
    let here = std::env::current_exe()?;
    let built = here.ancestors().nth(2).ok_or("where is the program?")?.join("onefold");
    let mut command = CommandBuilder::new(built);
    command.args(args);
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    command.env_remove("COLORTERM");
    command.cwd(std::env::current_dir()?);
    let mut child = pty.slave.spawn_command(command)?;
    drop(pty.slave);
    let mut from = pty.master.try_clone_reader()?;
    let mut to = pty.master.take_writer()?;
    let (send, output) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(n @ 1..) = from.read(&mut buffer) {
            if send.send(buffer[..n].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut screen = Parser::new(rows.try_into()?, cols.try_into()?, 0);
    settle(&output, &mut screen, Duration::from_secs(20));
    for key in keys.chars() {
        to.write_all(key.to_string().as_bytes())?;
        to.flush()?;
        settle(&output, &mut screen, Duration::from_secs(3));
    }
    child.kill()?;
    child.wait()?;
    Ok(screen)
}

/// Reads until nothing has come for half a second, waiting at most `first` for something to come at all.
fn settle(output: &Receiver<Vec<u8>>, screen: &mut Parser, first: Duration) {
    let mut patience = first;
    loop {
        match output.recv_timeout(patience) {
            Ok(bytes) => screen.process(&bytes),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
        patience = Duration::from_millis(700);
    }
}

/// How a run of cells looks.
#[derive(Debug, PartialEq, Clone)]
struct Look {
    ink: String,
    paper: String,
    bold: bool,
    faint: bool,
    italic: bool,
    underline: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let (mut ink, mut paper) = (colour(cell.fgcolor(), INK), colour(cell.bgcolor(), PAPER));
        if cell.inverse() {
            std::mem::swap(&mut ink, &mut paper);
        }
        Self {
            ink,
            paper,
            bold: cell.bold(),
            faint: cell.dim(),
            italic: cell.italic(),
            underline: cell.underline(),
        }
    }

    fn style(&self) -> String {
        let mut style = format!("fill=\"{}\"", self.ink);
        for (on, attribute) in [
            (self.bold, " font-weight=\"bold\""),
            (self.faint, " opacity=\"0.65\""),
            (self.italic, " font-style=\"italic\""),
            (self.underline, " text-decoration=\"underline\""),
        ] {
            if on {
                style += attribute;
            }
        }
        style
    }
}

fn colour(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Default => otherwise.to_owned(),
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Idx(i @ 0..=15) => PALETTE[usize::from(i)].to_owned(),
        Color::Idx(i @ 16..=231) => {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let i = i - 16;
            format!("#{:02x}{:02x}{:02x}", level(i / 36), level(i / 6 % 6), level(i % 6))
        }
        Color::Idx(i) => format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (i - 232)),
    }
}

fn svg(parser: &Parser) -> String {
    let screen = parser.screen();
    let size = screen.size();
    let (rows, columns) = (u16::from(size.0), u16::from(size.1));
    let margin = 12.0;
    let (width, height) =
        (f64::from(columns) * CELL.0 + 2.0 * margin, f64::from(rows) * CELL.1 + 2.0 * margin);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONT}\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let (look, text, cells) = run(screen, row, column, columns);
            let (x, y) = (margin + f64::from(column) * CELL.0, margin + f64::from(row) * CELL.1);
            let wide = f64::from(cells) * CELL.0;
            if look.paper != PAPER {
                let _ = writeln!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{}\" fill=\"{}\"/>",
                    CELL.1, look.paper
                );
            }
            if !text.trim().is_empty() {
                let _ = writeln!(
                    out,
                    "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{wide:.1}\" xml:space=\"preserve\" {}>{}</text>",
                    y + CELL.1 * 0.75,
                    look.style(),
                    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
                );
            }
            column += cells;
        }
    }
    out + "</svg>\n"
}

/// The cells from here on that look the same: how, their text, and how many.
fn run(screen: &vt100::Screen, row: u16, from: u16, columns: u16) -> (Look, String, u16) {
    let look_at = |column| screen.cell(row, column).map(Look::of);
    let first = look_at(from);
    let (mut text, mut cells) = (String::new(), 0);
    for column in from..columns {
        let Some(cell) = screen.cell(row, column).filter(|_| look_at(column) == first) else { break };
        if !cell.is_wide_continuation() {
            text.push_str(if cell.has_contents() { cell.contents() } else { " " });
        }
        cells += 1;
    }
    let plain = || Look {
        ink: INK.into(),
        paper: PAPER.into(),
        bold: false,
        faint: false,
        italic: false,
        underline: false,
    };
    (first.unwrap_or_else(plain), text, cells.max(1))
}

//! The firmware in QEMU: an `mps2-an386`, a board with a Cortex-M4F, whose serial line is a socket to this process.
//!
//! Its time is counted in instructions, 32 ns each, so that it does not depend on how fast this host is, and neither
//! does its watchdog. Nothing is written to disk and no port is opened.

use super::{DeviceError, Link, Wire};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = "qemu-system-arm";

/// 2^5 ns an instruction: about what one takes on a core of 25 MHz.
const ICOUNT: &str = "shift=5,align=off,sleep=on";
/// What that makes of an instruction, and what the board's clock makes of a cycle.
const NS_PER_INSTRUCTION: u64 = 1 << 5;
const NS_PER_CYCLE: u64 = 40;

/// How long an answer may take on this host; it takes about a millisecond.
const PATIENCE: Duration = Duration::from_secs(15);

/// Instructions in a number of the emulated core's cycles, to within one.
pub fn instructions(cycles: u64) -> u64 {
    cycles.saturating_mul(NS_PER_CYCLE) / NS_PER_INSTRUCTION
}

/// Starts an image.
///
/// # Errors
/// When there is no image or no emulator.
pub fn start(image: &Path) -> Result<Link, DeviceError> {
    let mut link = Link::new(Box::new(Emulator::start(image)?));
    link.ready()?;
    Ok(link)
}

/// A running emulator; it is stopped when this is dropped.
#[derive(Debug)]
struct Emulator {
    child: Child,
    line: Line,
}

impl Emulator {
    fn start(image: &Path) -> Result<Self, DeviceError> {
        if !image.is_file() {
            return Err(DeviceError::NoImage(image.to_owned()));
        }
        let (line, (input, output)) = pair().map_err(|error| DeviceError::Link(error.to_string()))?;
        let failed = |error: io::Error| DeviceError::NoEmulator { program: PROGRAM, cause: error.to_string() };
        let child = Command::new(PROGRAM)
            .args(["-machine", "mps2-an386", "-display", "none", "-monitor", "none", "-serial", "stdio"])
            .args(["-semihosting-config", "enable=on,target=native", "-icount", ICOUNT, "-kernel"])
            .arg(image)
            .stdin(input)
            .stdout(output)
            .spawn()
            .map_err(failed)?;
        Ok(Self { child, line })
    }
}

impl Read for Emulator {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.line.read(bytes)
    }
}

impl Write for Emulator {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.line.flush()
    }
}

impl Wire for Emulator {
    fn end(&mut self) -> Result<(), DeviceError> {
        let status = self.child.wait().map_err(|error| DeviceError::Ended(error.to_string()))?;
        if status.success() { Ok(()) } else { Err(DeviceError::Ended(status.to_string())) }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // One that has ended already cannot be stopped, and need not be.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[cfg(unix)]
type Line = std::os::unix::net::UnixStream;

/// Both ends of a line: ours, and the other as standard input and output of a process.
#[cfg(unix)]
fn pair() -> io::Result<(Line, (Stdio, Stdio))> {
    use std::os::fd::OwnedFd;
    let (near, far) = Line::pair()?;
    near.set_read_timeout(Some(PATIENCE))?;
    let output = OwnedFd::from(far.try_clone()?);
    Ok((near, (Stdio::from(OwnedFd::from(far)), Stdio::from(output))))
}

#[cfg(not(unix))]
type Line = std::net::TcpStream;

#[cfg(not(unix))]
fn pair() -> io::Result<(Line, (Stdio, Stdio))> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "the emulated device needs a Unix-like host"))
}

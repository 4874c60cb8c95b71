//! The jail of the process that parses: once locked in, it can compute, read its input and write its answer, and no more.
//!
//! Two walls stand behind each other. Landlock takes away every file and every connection by TCP; the list of system
//! calls that seccomp allows has no way to open, connect, start or watch anything. Limits of the system stop a parser that
//! runs wild. What cannot be put up is said, and then nothing is parsed.

#[cfg(target_os = "linux")]
mod linux;

#[cfg(target_os = "linux")]
pub(super) use linux::lock_in;

/// The memory that a parsing process may map, in bytes.
pub(super) const MEMORY: u64 = 512 * 1024 * 1024;
/// The time on a processor that it may use, in seconds; the parent stops it after as many seconds on the clock.
pub(super) const SECONDS: u64 = 20;

/// Locks this process in for good. An error says what could not be done.
#[cfg(not(target_os = "linux"))]
pub(super) fn lock_in() -> Result<(), String> {
    Err("the protection needs Linux 5.13 or later".to_owned())
}

/// Tries what a jailed process must not be able to do, and names what worked all the same.
pub(super) fn escapes() -> Vec<&'static str> {
    let mut worked = Vec::new();
    if std::fs::File::open("/proc/self/status").is_ok() || std::fs::File::open("/").is_ok() {
        worked.push("opening a file");
    }
    if std::fs::write(std::env::temp_dir().join("annexa-jail-test"), "").is_ok() {
        worked.push("writing a file");
    }
    if std::net::UdpSocket::bind("127.0.0.1:0").is_ok() || std::net::TcpListener::bind("127.0.0.1:0").is_ok() {
        worked.push("opening a socket");
    }
    if std::thread::Builder::new().spawn(|| {}).is_ok() {
        worked.push("starting a thread");
    }
    if std::process::Command::new("/bin/true").spawn().is_ok() {
        worked.push("starting a program");
    }
    worked
}

/// Whether this process can be replaced by another program; if it can, there is no way back.
#[cfg(unix)]
pub(super) fn exec_fails() -> bool {
    use std::os::unix::process::CommandExt;

    // It only returns when it failed, and a missing program must not be taken for a locked door.
    let error = std::process::Command::new("/proc/self/exe").arg("--version").exec();
    error.kind() == std::io::ErrorKind::PermissionDenied
}

/// Whether this process can be replaced by another program.
#[cfg(not(unix))]
pub(super) fn exec_fails() -> bool {
    false
}

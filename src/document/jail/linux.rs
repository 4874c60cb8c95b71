//! The walls of the jail on Linux: limits, Landlock, seccomp.

use std::collections::BTreeMap;

use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rlimit::Resource;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

use super::{MEMORY, SECONDS};

/// The stack that deeply nested documents may use, in bytes; it grows on demand.
const STACK: u64 = 64 * 1024 * 1024;
/// Descriptors: input, answer, complaints, and one to spare while the walls go up.
const FILES: u64 = 8;

/// Locks this process in for good. An error says what could not be done.
pub(in crate::document) fn lock_in() -> Result<(), String> {
    limits().map_err(|error| format!("limits cannot be set: {error}"))?;
    files_and_connections().map_err(|reason| format!("Landlock: {reason}"))?;
    calls().map_err(|reason| format!("seccomp: {reason}"))
}

fn limits() -> std::io::Result<()> {
    let (_, most) = Resource::STACK.get()?;
    Resource::STACK.set(STACK.min(most), most)?;
    Resource::AS.set(MEMORY, MEMORY)?;
    // One second more to be killed in, after the first signal.
    Resource::CPU.set(SECONDS, SECONDS + 1)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)?;
    Resource::NOFILE.set(FILES, FILES)
}

/// No file may be touched and no connection made; what newer kernels can take away besides is taken as well.
fn files_and_connections() -> Result<(), String> {
    let newest = ABI::V6;
    let locked = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .map(|rules| rules.set_compatibility(CompatLevel::BestEffort))
        .and_then(|rules| rules.handle_access(AccessFs::from_all(newest)))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
        .and_then(|rules| rules.scope(Scope::from_all(newest)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    let status = locked.map_err(|error| error.to_string())?;
    if status.ruleset == RulesetStatus::NotEnforced || !status.no_new_privs {
        return Err("the kernel does not enforce it; Linux 5.13 or later is needed".to_owned());
    }
    Ok(())
}

/// Everything that computing needs; any other call fails as not permitted.
fn calls() -> Result<(), String> {
    const ALLOWED: [libc::c_long; 27] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_tgkill,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_rseq,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.into_iter().map(|call| (call, Vec::new())).collect();
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![without_code().map_err(|error| error.to_string())?]);
    }
    let arch = std::env::consts::ARCH.try_into().map_err(|_| format!("{} is not known", std::env::consts::ARCH))?;
    let denied = SeccompAction::Errno(libc::EPERM.cast_unsigned());
    let filter = SeccompFilter::new(rules, denied, SeccompAction::Allow, arch).map_err(|error| error.to_string())?;
    let program: BpfProgram = filter.try_into().map_err(|error: seccompiler::BackendError| error.to_string())?;
    seccompiler::apply_filter(&program).map_err(|error| error.to_string())
}

/// Memory may be mapped, but never as code.
fn without_code() -> Result<SeccompRule, seccompiler::BackendError> {
    let code = u64::from(libc::PROT_EXEC.cast_unsigned());
    let condition = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(code), 0)?;
    SeccompRule::new(vec![condition])
}

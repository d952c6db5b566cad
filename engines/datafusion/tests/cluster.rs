//! One scheduler and two executors as processes on loopback, started and stopped by `cluster.sh`.

mod common;

use common::{Sample, bytes, expected, local, policy, run};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use sverka::{Bits, Policy, Record, ValidAt, Watchlist};
use sverka_datafusion::{cluster, match_schema};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

/// Clusters are tested one after the other, as each keeps two cores busy.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// A cluster that is stopped when it is dropped.
struct Cluster {
    folder: TempDir,
    address: String,
    _turn: MutexGuard<'static, ()>,
}

fn script(arguments: &[&str]) -> std::process::Output {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("cluster.sh"))
        .args(arguments)
        .env("SVERKA_CLUSTER", env!("CARGO_BIN_EXE_sverka-cluster"))
        // An executor gives a sign of life every five seconds.
        .env("EXECUTOR_TIMEOUT", "12")
        .output()
        .unwrap()
}

/// A port after which three are free too.
fn free_ports() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        let others: Option<Vec<_>> =
            (1..4).map(|n| TcpListener::bind(("127.0.0.1", port.checked_add(n)?)).ok()).collect();
        if others.is_some() {
            return port;
        }
    }
}

impl Cluster {
    async fn start() -> Self {
        let turn = ONE_AT_A_TIME.lock().await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let started = script(&["start", path, &free_ports().to_string(), "2", "1"]);
        let errors = String::from_utf8_lossy(&started.stderr);
        assert!(started.status.success(), "{errors}");
        let address = String::from_utf8(started.stdout).unwrap().trim().to_owned();
        Cluster { folder, address, _turn: turn }
    }

    fn connect(&self) -> SessionContext {
        let config = SessionConfig::new().with_target_partitions(8);
        cluster::connect(&self.address, config).unwrap()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn log(&self, of: &str) -> String {
        std::fs::read_to_string(self.file(&format!("{of}.log"))).unwrap()
    }

    /// Kills a process as an operating system out of memory does.
    fn kill(&self, process: &str) {
        let pid = std::fs::read_to_string(self.file(&format!("{process}.pid"))).unwrap();
        assert!(Command::new("kill").args(["-9", pid.trim()]).status().unwrap().success());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        script(&["stop", self.folder.path().to_str().unwrap()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_executors_give_the_bytes_of_screen_all_sharded_and_unsharded() {
    let sample = Sample::new(2_000, 600).await;
    let (policy, arguments) = policy();
    let answers = sample.list.screen_all(&sample.entries, &policy);
    let expected = bytes(&expected(&sample.entries, &answers), &match_schema());
    let cluster = Cluster::start().await;
    let context = cluster.connect();
    sample.register(&context).await;
    for list in ["wanted.sverka", "shards"] {
        let path = sample.path(list);
        let sql = format!("SELECT * FROM sverka_screen(entries, '{path}', {arguments})");
        let found = run(&context, &sql).await;
        assert!(bytes(&found, &match_schema()) == expected, "{list}");
    }
    // Functions, and a saved list as a table, run there too.
    let list = sample.path("wanted.sverka");
    let sql = format!(
        "SELECT id, sverka_keys(name) AS keys, sverka_bits(name, 'Ivanov') AS bits
         FROM sverka_snapshot('{list}') ORDER BY id"
    );
    let (there, here) = (run(&context, &sql).await, run(&local(1), &sql).await);
    let schema = here[0].schema();
    assert!(bytes(&there, &schema) == bytes(&here, &schema));
    for executor in ["executor-1", "executor-2"] {
        let log = cluster.log(executor);
        assert!(log.contains("screening partition"), "{executor} had no task");
        let opened = format!("opened {list} (");
        assert_eq!(log.matches(&opened).count(), 1, "{executor} opens a list once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_executor_that_is_killed_costs_a_retry_and_no_answer() {
    let sample = Sample::new(2_000, 4_000).await;
    // So low a threshold has each entry compared with most of the list, which takes a while.
    let policy = Policy::default()
        .with_valid_at(ValidAt::Ever)
        .with_min_bits(Bits::from_hundredths(-1_500))
        .with_limit(3);
    let arguments = "valid_at => 'ever', min_bits => -15, max_matches => 3";
    let cluster = Cluster::start().await;
    let context = cluster.connect();
    sample.register(&context).await;
    let path = sample.path("wanted.sverka");
    let sql = format!("SELECT * FROM sverka_screen(entries, '{path}', {arguments})");
    let running = tokio::spawn(async move { run(&context, &sql).await });
    // The second executor has done a task, whose result is lost with it, and is at the next one.
    let start = Instant::now();
    while cluster.log("executor-2").matches("screening partition").count() < 2 {
        assert!(start.elapsed() < Duration::from_secs(120), "the second executor had no task");
        assert!(!running.is_finished(), "the run was over before an executor was killed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    cluster.kill("executor-2");
    assert!(!running.is_finished(), "the run was over before an executor was killed");
    let found = running.await.unwrap();
    let answers = sample.list.screen_all(&sample.entries, &policy);
    let expected = bytes(&expected(&sample.entries, &answers), &match_schema());
    assert!(bytes(&found, &match_schema()) == expected);
    let log = cluster.log("scheduler");
    let told: Vec<&str> = log.lines().filter(|line| line.contains("xecutor")).collect();
    println!("{}", told.join("\n"));
    assert!(log.contains("lost") || log.contains("dead") || log.contains("expired"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_list_on_an_executor_is_an_error_and_no_answer() {
    let sample = Sample::new(200, 100).await;
    let cluster = Cluster::start().await;
    let context = cluster.connect();
    sample.register(&context).await;
    let path = sample.path("wanted.sverka");
    let sql = format!("SELECT * FROM sverka_screen(entries, '{path}')");
    let planned = context.sql(&sql).await.unwrap();
    // The executors see this file under the path that the plan names.
    let other = Watchlist::builder().record(Record::new("w", "Крымов Пётр")).build().unwrap();
    other.save(&path).unwrap();
    let error = planned.collect().await.unwrap_err().to_string();
    assert!(error.contains("the plan was made for") && error.contains("wanted.sverka"), "{error}");
    // The executors are well, and screen against the new list when it is planned for.
    run(&context, &sql).await;
}

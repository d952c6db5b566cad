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
    // Each record of a saved list is read by one task, whatever else a stage reads.
    for list in ["wanted.sverka", "shards"] {
        let list = sample.path(list);
        let table = format!("SELECT id FROM sverka_snapshot('{list}')");
        let both = format!("SELECT count(*), count(DISTINCT id) FROM ({table} UNION ALL {table})");
        let screened = format!(
            "SELECT count(*) FROM sverka_screen((SELECT * FROM sverka_snapshot('{}')), '{list}', {arguments})",
            sample.path("entries.sverka")
        );
        let mixed = format!(
            "SELECT count(*), count(DISTINCT id) FROM ({table} UNION ALL SELECT id FROM entries)"
        );
        let sorted = format!("{table} ORDER BY id");
        let numbered = format!(
            "SELECT max(n), count(*) FROM (SELECT row_number() OVER (ORDER BY id) AS n FROM ({table}))"
        );
        let here = local(2);
        sample.register(&here).await;
        for sql in [both, screened, mixed, numbered] {
            let (there, here) = (run(&context, &sql).await, run(&here, &sql).await);
            assert_eq!(there[0].columns(), here[0].columns(), "{sql}");
        }
        let there = run(&context, &sorted).await;
        assert_eq!(there.iter().map(|batch| batch.num_rows()).sum::<usize>(), sample.list.len());
    }
    // What DataFusion has for lists is there for evidence.
    let sql = format!(
        "SELECT sum(cardinality(evidence)), sum(evidence[1]['bits']) FROM sverka_screen(entries, '{list}', {arguments})"
    );
    {
        let here = local(1);
        sample.register(&here).await;
        assert_eq!(run(&context, &sql).await[0].columns(), run(&here, &sql).await[0].columns());
    }
    // A policy is the same to the last digit.
    let share = "0.026428571428571426";
    let sql = format!(
        "SELECT DISTINCT fingerprint FROM sverka_answers(entries, '{list}', listed_share => {share}, valid_at => 'ever')"
    );
    let here = local(1);
    sample.register(&here).await;
    assert_eq!(run(&context, &sql).await[0].columns(), run(&here, &sql).await[0].columns());
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

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_started_once_in_a_folder_and_on_ports_that_are_free() {
    let cluster = Cluster::start().await;
    let folder = cluster.folder.path().to_str().unwrap();
    let pid = || std::fs::read_to_string(cluster.file("scheduler.pid")).unwrap();
    let before = pid();
    let again = script(&["start", folder, &free_ports().to_string(), "1", "1"]);
    let error = String::from_utf8_lossy(&again.stderr);
    assert!(!again.status.success() && error.contains("a cluster of this folder runs"), "{error}");
    assert_eq!(pid(), before);
    let other = tempfile::tempdir().unwrap();
    let port = cluster.address.rsplit_once(':').unwrap().1;
    let taken = script(&["start", other.path().to_str().unwrap(), port, "1", "1"]);
    let error = String::from_utf8_lossy(&taken.stderr);
    assert!(!taken.status.success() && error.contains(&format!("port {port} is taken")), "{error}");
    // A number that another process has by now is not ended.
    let own = std::process::id().to_string();
    std::fs::write(other.path().join("executor-1.pid"), &own).unwrap();
    assert!(script(&["stop", other.path().to_str().unwrap()]).status.success());
    for address in ["http://127.0.0.1:50050", "nonsense", "127.0.0.1:port", ":50050"] {
        let error =
            cluster::connect(address, SessionConfig::new()).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("expected the host and port of a scheduler"), "{error}");
    }
}

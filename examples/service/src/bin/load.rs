//! A load test of the service on loopback: it starts the service, fills its list with invented people, and sends entries
//! over connections that stay open, while another connection changes the list.
//!
//! ```sh
//! cargo run --release --bin load -- [RECORDS] [CONNECTIONS] [SECONDS] [BATCH]     # default: 100000 2 10 1
//! ```
//!
//! The last line has the entries per second, the median and the 99th percentile of a request, and the same entries by
//! `screen_all` in this process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use sverka::synthetic::Population;
use sverka::{LivingList, Policy, Record, Watchlist};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Entries that the connections send again and again.
const ENTRIES: usize = 20_000;
/// Between two changes of the list.
const PAUSE: Duration = Duration::from_millis(20);

/// The service, stopped in the end.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() -> Outcome {
    let mut numbers = [100_000, 2, 10, 1];
    for (number, text) in numbers.iter_mut().zip(std::env::args().skip(1)) {
        *number = text.parse()?;
    }
    let [records, connections, seconds, batch] = numbers;
    let population = Population::new(1);
    let entries: Vec<Record> = population
        .incoming(ENTRIES, records)
        .into_iter()
        .map(|entry| entry.into_record())
        .collect();
    let folder = std::env::temp_dir().join(format!("sverka-load-{}", std::process::id()));
    let watchlist = Watchlist::builder().records(population.watchlist(records)).build()?;
    drop(LivingList::create(&folder, watchlist)?);
    let measured = measure(&folder, &population, &entries, [connections, seconds, batch]);

    let policy = Policy::default().with_limit(20);
    let view = sverka::LivingView::open(&folder)?;
    let start = Instant::now();
    view.screen_all(&entries, &policy);
    let alone = entries.len() as f64 / start.elapsed().as_secs_f64();
    std::fs::remove_dir_all(&folder)?;
    println!("{}; screen_all in one process: {alone:.0} entries/s", measured?);
    Ok(())
}

fn measure(
    folder: &Path,
    population: &Population,
    entries: &[Record],
    [connections, seconds, batch]: [usize; 3],
) -> Outcome<String> {
    let binary = std::env::current_exe()?.with_file_name("sverka-service");
    let command =
        Command::new(binary).arg(folder).arg("127.0.0.1:0").stdout(Stdio::piped()).spawn();
    let mut service = Running(command?);
    let mut line = String::new();
    BufReader::new(service.0.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let address = line.trim().strip_prefix("listening on ").ok_or("not listening")?.to_owned();
    let (is_over, changes) = (AtomicBool::new(false), AtomicU64::new(0));
    let bodies: Vec<Vec<u8>> =
        entries.chunks(batch).map(serde_json::to_vec).collect::<Result<_, _>>()?;
    let mut times = thread::scope(|scope| -> Outcome<Vec<Duration>> {
        let writer = scope.spawn(|| -> Outcome {
            let mut connection = Connection::open(&address)?;
            for n in 0.. {
                if is_over.load(Relaxed) {
                    break;
                }
                let record = population.listed(n).with_id(format!("new{n}"));
                connection.send("PUT /records", &serde_json::to_vec(&record)?)?;
                changes.fetch_add(1, Relaxed);
                thread::sleep(PAUSE);
            }
            Ok(())
        });
        let readers: Vec<_> = (0..connections)
            .map(|first| {
                let (address, bodies, is_over) = (&address, &bodies, &is_over);
                scope.spawn(move || -> Outcome<Vec<Duration>> {
                    let mut connection = Connection::open(address)?;
                    let mut times = Vec::new();
                    for body in bodies.iter().cycle().skip(first * bodies.len() / connections) {
                        let start = Instant::now();
                        connection.send("POST /entries", body)?;
                        times.push(start.elapsed());
                        if is_over.load(Relaxed) {
                            break;
                        }
                    }
                    Ok(times)
                })
            })
            .collect();
        thread::sleep(Duration::from_secs(seconds as u64));
        is_over.store(true, Relaxed);
        let mut times = Vec::new();
        for reader in readers {
            times.extend(reader.join().map_err(|_| "a reader panicked")??);
        }
        writer.join().map_err(|_| "the writer panicked")??;
        Ok(times)
    })?;
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_micros();
    Ok(format!(
        "{connections} connections, {batch} entries a request, {:.0} changes/s: {:.0} entries/s, p50 {} µs, p99 {} µs",
        changes.load(Relaxed) as f64 / seconds as f64,
        (times.len() * batch) as f64 / seconds as f64,
        at(0.5),
        at(0.99),
    ))
}

/// A connection that stays open.
struct Connection {
    stream: TcpStream,
    answers: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: &str) -> Outcome<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Connection { answers: BufReader::new(stream.try_clone()?), stream })
    }

    /// Sends a request and reads its answer, which must be a success.
    fn send(&mut self, request: &str, body: &[u8]) -> Outcome<Vec<u8>> {
        let mut sent = format!(
            "{request} HTTP/1.1\r\nhost: loopback\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        sent.extend_from_slice(body);
        self.stream.write_all(&sent)?;
        let mut status = String::new();
        self.answers.read_line(&mut status)?;
        let mut length = 0;
        loop {
            let mut header = String::new();
            self.answers.read_line(&mut header)?;
            match header.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse()?
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut answer = vec![0; length];
        self.answers.read_exact(&mut answer)?;
        let is_done = status.split(' ').nth(1).is_some_and(|code| code.starts_with('2'));
        match is_done {
            true => Ok(answer),
            false => Err(format!("{}: {}", status.trim(), String::from_utf8_lossy(&answer)).into()),
        }
    }
}

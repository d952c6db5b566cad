//! A service: one list that changes, searched and changed over HTTP.
//!
//! ```sh
//! cargo run --release -- FOLDER [ADDRESS]                    # default: 127.0.0.1:8080
//! curl -X PUT  127.0.0.1:8080/records -H 'content-type: application/json' -d '{"id": "w1", "name": "Щербаков Александр"}'
//! curl -X POST 127.0.0.1:8080/entries -H 'content-type: application/json' -d '[{"id": "e1", "name": "CHTCHERBAKOV Alexandre"}]'
//! curl '127.0.0.1:8080/why-not/w1?name=Petrov'
//! curl 127.0.0.1:8080/ready 127.0.0.1:8080/metrics
//! ```
//!
//! A change is on the disk when its answer comes, and every request sees one state of the list. There is no
//! authentication: put it behind what has.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::Arc;
use std::time::Instant;
use sverka::{LivingList, Policy, Record, Screening, Watchlist, WhyNot};
use tokio::task::block_in_place;

struct Service {
    list: LivingList,
    policy: Policy,
    entries: AtomicU64,
    matches: AtomicU64,
    microseconds: AtomicU64,
}

type Shared = State<Arc<Service>>;
type Answer<T> = Result<T, (StatusCode, String)>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("expected the folder of the list")?;
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let list = match std::fs::exists(&folder)? {
        true => LivingList::open(&folder)?,
        false => LivingList::create(&folder, Watchlist::builder().build()?)?,
    };
    let service = Service {
        list,
        policy: Policy::default().with_limit(20),
        entries: AtomicU64::default(),
        matches: AtomicU64::default(),
        microseconds: AtomicU64::default(),
    };
    let routes = Router::new()
        .route("/entries", post(screen))
        .route("/why-not/{id}", get(why_not))
        .route("/records", put(put_record))
        .route("/records/{id}", delete(withdraw))
        // The list is open before anybody is listened to.
        .route("/ready", get(async || "ready\n"))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(service));
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on {}", listener.local_addr()?);
    let stop = async || drop(tokio::signal::ctrl_c().await);
    Ok(axum::serve(listener, routes).with_graceful_shutdown(stop()).await?)
}

async fn screen(State(service): Shared, Json(entries): Json<Vec<Record>>) -> Json<Vec<Screening>> {
    let (view, start) = (service.list.view(), Instant::now());
    // One entry takes less time than handing it to another thread.
    let screenings = block_in_place(|| match &entries[..] {
        [entry] => vec![view.screen(entry, &service.policy)],
        entries => view.screen_all(entries, &service.policy),
    });
    let matches: usize = screenings.iter().map(|screening| screening.matches().len()).sum();
    service.microseconds.fetch_add(start.elapsed().as_micros() as u64, Relaxed);
    service.entries.fetch_add(entries.len() as u64, Relaxed);
    service.matches.fetch_add(matches as u64, Relaxed);
    Json(screenings)
}

/// The entry is in the query: `name`, and the other fields of a record in JSON that have one value.
async fn why_not(
    State(service): Shared,
    Path(id): Path<String>,
    Query(fields): Query<serde_json::Value>,
) -> Answer<Json<WhyNot>> {
    let entry: Record = serde_json::from_value(fields)
        .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
    let view = service.list.view();
    let why = block_in_place(|| view.why_not(&entry, &id, &service.policy));
    Ok(Json(why.ok_or_else(not_found)?))
}

async fn put_record(State(service): Shared, Json(record): Json<Record>) -> Answer<StatusCode> {
    block_in_place(|| service.list.put(record)).map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(State(service): Shared, Path(id): Path<String>) -> Answer<StatusCode> {
    if service.list.view().get(&id).is_none() {
        return Err(not_found());
    }
    block_in_place(|| service.list.withdraw(id)).map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// In the text format of Prometheus.
async fn metrics(State(service): Shared) -> String {
    let (view, seconds) = (service.list.view(), service.microseconds.load(Relaxed) as f64 / 1e6);
    let (entries, matches) = (service.entries.load(Relaxed), service.matches.load(Relaxed));
    format!(
        "sverka_records {}\nsverka_change {}\nsverka_entries_total {entries}\n\
         sverka_matches_total {matches}\nsverka_screening_seconds_total {seconds}\n",
        view.len(),
        view.change()
    )
}

fn refused(error: sverka::Error) -> (StatusCode, String) {
    (StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
}

fn not_found() -> (StatusCode, String) {
    (StatusCode::NOT_FOUND, "no record has this identifier".to_owned())
}

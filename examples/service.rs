//! A service: threads answer requests from one list that they share, while another thread replaces it.
//!
//! A `Watchlist` is `Send` and `Sync`, and screening takes `&self`, so an `Arc` is all that threads need.
//! A request that is being answered keeps the list with which it began.
//!
//! ```sh
//! cargo run --release --example service
//! ```

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, RwLock};
use std::thread;
use sverka::{Error, Policy, Record, Watchlist};

/// The list in use. The lock is held only to copy or to replace the pointer.
#[derive(Clone)]
struct CurrentList(Arc<RwLock<Arc<Watchlist>>>);

impl CurrentList {
    fn new(list: Watchlist) -> CurrentList {
        CurrentList(Arc::new(RwLock::new(Arc::new(list))))
    }

    fn get(&self) -> Arc<Watchlist> {
        Arc::clone(&self.0.read().expect("no thread panics with the lock"))
    }

    fn replace(&self, list: Watchlist) {
        *self.0.write().expect("no thread panics with the lock") = Arc::new(list);
    }
}

fn main() -> Result<(), Error> {
    let current = CurrentList::new(list(&["Щербаков Александр Иванович"])?);
    // One policy for all requests: listings that hold on the day of the request, as by default.
    let policy = Arc::new(Policy::default().with_limit(5));
    let (requests, queue) = channel();
    let queue = Arc::new(Mutex::new(queue));
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (current, policy, queue) = (current.clone(), policy.clone(), queue.clone());
            thread::spawn(move || work(&current, &policy, &queue))
        })
        .collect();

    let people = ["CHTCHERBAKOV Alexandre", "Karaliou Siarhei", "Schtscherbakow, Alexander"];
    let send = |name: &str| requests.send(Record::new(name, name)).expect("workers are there");
    people.iter().copied().for_each(send);
    // Tonight's list takes effect for the requests that begin from now on.
    current.replace(list(&["Щербаков Александр Иванович", "Королёв Сергей Викторович"])?);
    people.iter().copied().for_each(send);

    drop(requests);
    let answered: usize = workers.into_iter().map(|worker| worker.join().unwrap_or(0)).sum();
    println!("{answered} requests answered");
    Ok(())
}

/// Answers requests until there are no more; returns how many.
fn work(current: &CurrentList, policy: &Policy, queue: &Mutex<Receiver<Record>>) -> usize {
    let mut answered = 0;
    loop {
        let request = queue.lock().expect("no thread panics with the lock").recv();
        let Ok(request) = request else { return answered };
        let list = current.get();
        let screening = list.screen(&request, policy);
        let ids: Vec<&str> = screening.matches().iter().map(|found| found.record().id()).collect();
        // The fingerprint says which list, model and policy gave this answer.
        println!("{}: {ids:?} by {}", request.id(), screening.fingerprint());
        answered += 1;
    }
}

fn list(names: &[&str]) -> Result<Watchlist, Error> {
    let records = names.iter().zip(1..).map(|(name, n)| Record::new(format!("w{n}"), *name));
    Watchlist::builder().records(records).build()
}

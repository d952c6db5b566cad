//! What is warm allocates nothing, or as little as it can.
//!
//! A [`Normalizer`] that has seen names of every kind allocates nothing for the next one.
//!
//! A search that finds nothing has nothing to explain, and a match takes three allocations until somebody looks at
//! it. Most screenings of strangers allocate once, for the identifier in the answer. Others do where the name may need a
//! repair (it may be declined, or typed in another layout), and where two of its words may be one in the list.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use sverka::synthetic::Population;
use sverka::{Bits, Normalizer, PersonName, Policy, Record, Watchlist};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call goes to the system allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller upholds the contract of this method, which is that of the system allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller upholds the contract of this method, which is that of the system allocator.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `work` returns, and how often it allocates on this thread.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATIONS.with(Cell::get);
    let result = work();
    (result, ALLOCATIONS.with(Cell::get) - before)
}

#[test]
fn a_warm_normalizer_allocates_nothing() {
    let names = [
        PersonName::full("ЩЕРБАКОВ Александр Иванович"),
        PersonName::full("CHTCHERBAKOV, Alexandre"),
        PersonName::full("Škvorecký Ëlkin ROMASHKІN 1971"),
        PersonName::full("P<RUSIVANOV<<IVAN<IVANOVICH<<<<<<<<<<<<<<<<<<<"),
        PersonName::parts("Рафиг", "Эльчин оглы", "Мамедов"),
        PersonName::full("Գևորգ Հակոբյան"),
        PersonName::full("გიორგი ბერიძე"),
        PersonName::full("محمد بن سلمان"),
    ];
    let mut normalizer = Normalizer::new();
    let mut pass = || {
        let mut sounds = 0;
        for name in &names {
            let name = normalizer.normalize_of(name, &["RU"]);
            for token in name.tokens() {
                sounds += token.readings().iter().map(|r| r.sounds().len()).sum::<usize>();
                sounds += token.keys().map(|key| key.as_str().len()).sum::<usize>();
            }
        }
        assert!(sounds > 100);
    };
    assert!(counted(&mut pass).1 > 0, "the first pass fills the buffers");
    assert_eq!(counted(&mut pass).1, 0);
}

/// How many matches each of these entries has, and how often a warm screening of it allocates.
fn allocations(watchlist: &Watchlist, entries: &[Record], policy: &Policy) -> Vec<(usize, usize)> {
    entries.iter().for_each(|entry| drop(watchlist.screen(entry, policy)));
    let count = |entry| {
        let (screening, allocations) = counted(|| watchlist.screen(entry, policy));
        (screening.matches().len(), allocations)
    };
    entries.iter().map(count).collect()
}

#[test]
fn a_warm_screening_of_a_stranger_allocates_little() {
    let population = Population::new(7).with_listed_share(0.0).unwrap();
    let listed = (0..1_000).map(|n| population.listed(n));
    let watchlist = Watchlist::builder().records(listed).build().unwrap();
    let entries: Vec<Record> =
        (0..300).map(|n| population.entry(n, 1_000).record().clone()).collect();
    let mut counts = allocations(&watchlist, &entries, &Policy::default());
    counts.retain(|(matches, _)| *matches == 0);
    assert!(counts.len() > 270);
    let all: usize = counts.iter().map(|(_, allocations)| allocations).sum();
    let most = counts.iter().map(|(_, allocations)| *allocations).max().unwrap();
    assert!(all <= MEAN * counts.len() && most <= MOST, "{all} / {}, {most}", counts.len());
    let once = counts.iter().filter(|(_, allocations)| *allocations == 1).count();
    assert!(4 * once >= 3 * counts.len(), "{once} / {}", counts.len());
}

/// At most so many allocations of one screening of a stranger, on average and in any.
const MEAN: usize = 2;
const MOST: usize = 40;

#[test]
fn a_match_that_nobody_looks_at_takes_three_allocations() {
    let policy = Policy::default().with_min_bits(Bits::ZERO);
    let listed = |n: u32| Record::new(format!("w{n}"), "Щербаков Александр Иванович");
    let entries = [Record::new("e", "Щербаков Александр Иванович")];
    let of = |records: u32| {
        let watchlist = Watchlist::builder().records((0..records).map(listed)).build().unwrap();
        allocations(&watchlist, &entries, &policy)[0]
    };
    // The records, the findings, and what clones of the match share. All matches share the encoded entry, and what
    // grows with their number grows by doubling.
    let ((few, some), (more, others)) = (of(20), of(28));
    assert_eq!((few, more), (20, 28));
    assert_eq!(others - some, 3 * 8);
}

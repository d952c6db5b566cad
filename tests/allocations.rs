//! A `Normalizer` that has seen names of every kind allocates nothing for the next one.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use sverka::{Normalizer, PersonName};

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
        let before = ALLOCATIONS.with(Cell::get);
        let mut sounds = 0;
        for name in &names {
            let name = normalizer.normalize_of(name, &["RU"]);
            for token in name.tokens() {
                sounds += token.readings().iter().map(|r| r.sounds().len()).sum::<usize>();
                sounds += token.keys().map(|key| key.as_str().len()).sum::<usize>();
            }
        }
        assert!(sounds > 100);
        ALLOCATIONS.with(Cell::get) - before
    };
    assert!(pass() > 0, "the first pass fills the buffers");
    assert_eq!(pass(), 0);
}

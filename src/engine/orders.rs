//! Orders of a block of trials: one pool, threaded into lists by day, by queue and by age.

/// No order.
pub const NONE: u32 = u32::MAX;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// The application is being prepared.
    Preparation,
    /// Filed, the review has not begun.
    Queue,
    /// Under review, or ready for a decision.
    Review,
    /// Returned, being corrected.
    Returned,
    /// Licensed, held back until older files on the lane are through.
    HeldBack,
    /// Free to ship, waiting at the supplier.
    Supplier,
    /// On the way.
    Transit,
    /// Cancelled while it stands in a list; that list drops it.
    Cancelled,
    /// Received, denied, expired or cancelled: to be unlinked.
    Closed,
}

/// What a file at the desk is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// One order on a lane.
    Single,
    /// A general licence of a lane.
    General,
    /// Somebody else's application; its lane is the authority's index.
    Background,
}

/// An order, or a file at the desk.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Ticks that are still to come.
    pub quantity: i64,
    /// Words of the review work, the decision and the transit.
    pub work_word: u64,
    /// Word of the decision.
    pub decision_word: u64,
    /// Word of the transit.
    pub transit_word: u64,
    /// Next in the list in which it stands.
    pub next: u32,
    /// Next younger open order of the same input and trial.
    pub younger: u32,
    /// The lane (or the authority, for background files).
    pub lane: u32,
    /// Slot of its random numbers.
    pub slot: u32,
    /// Day on which it was placed.
    pub placed: u16,
    /// Day on which the application was last filed.
    pub filed: u16,
    /// Last day on which the licence is valid.
    pub expires: u16,
    /// Trial within the block.
    pub trial: u8,
    /// Attempts so far, from 0.
    pub attempt: u8,
    /// Shipments so far.
    pub shipments: u16,
    /// Where it stands.
    pub stage: Stage,
    /// What it is.
    pub kind: Kind,
    /// It needed (and has) a licence, general or single.
    pub licensed: bool,
}

/// A list in order of arrival.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// First.
    pub head: u32,
    /// Last.
    pub tail: u32,
}

impl List {
    /// The empty list.
    pub const EMPTY: Self = Self { head: NONE, tail: NONE };
}

impl Order {
    /// An order with nothing in it.
    #[must_use]
    pub const fn blank() -> Self {
        Self {
            quantity: 0,
            work_word: 0,
            decision_word: 0,
            transit_word: 0,
            next: NONE,
            younger: NONE,
            lane: 0,
            slot: 0,
            placed: 0,
            filed: 0,
            expires: u16::MAX,
            trial: 0,
            attempt: 0,
            shipments: 0,
            stage: Stage::Preparation,
            kind: Kind::Single,
            licensed: false,
        }
    }
}

/// The pool of a block.
#[derive(Debug, Default)]
pub struct Pool {
    orders: Vec<Order>,
    free: Vec<u32>,
}

impl Pool {
    /// Empties the pool.
    pub fn clear(&mut self) {
        self.orders.clear();
        self.free.clear();
    }
    /// Adds an order.
    #[inline]
    pub fn add(&mut self, order: Order) -> u32 {
        if let Some(id) = self.free.pop() {
            self.orders[id as usize] = order;
            id
        } else {
            self.orders.push(order);
            (self.orders.len() - 1) as u32
        }
    }
    /// Gives an order's place back.
    #[inline]
    pub fn release(&mut self, id: u32) {
        self.free.push(id);
    }
    /// The order.
    #[inline]
    #[must_use]
    pub fn get(&self, id: u32) -> &Order {
        &self.orders[id as usize]
    }
    /// The order, to change it.
    #[inline]
    pub fn get_mut(&mut self, id: u32) -> &mut Order {
        &mut self.orders[id as usize]
    }
    /// Appends an order to a list.
    #[inline]
    pub fn push(&mut self, list: &mut List, id: u32) {
        self.orders[id as usize].next = NONE;
        if list.tail == NONE {
            list.head = id;
        } else {
            self.orders[list.tail as usize].next = id;
        }
        list.tail = id;
    }
    /// Takes the first order off a list.
    #[inline]
    pub fn pop(&mut self, list: &mut List) -> Option<u32> {
        if list.head == NONE {
            return None;
        }
        let id = list.head;
        list.head = self.orders[id as usize].next;
        if list.head == NONE {
            list.tail = NONE;
        }
        Some(id)
    }
    /// Appends an order to the list of open orders of its input, dropping those at the head that are closed.
    #[inline]
    pub fn open(&mut self, list: &mut List, id: u32) {
        self.drop_closed(list);
        self.orders[id as usize].younger = NONE;
        if list.tail == NONE {
            list.head = id;
        } else {
            self.orders[list.tail as usize].younger = id;
        }
        list.tail = id;
    }
    /// Unlinks closed orders at the head of a list of open orders.
    #[inline]
    pub fn drop_closed(&mut self, list: &mut List) {
        while list.head != NONE && self.orders[list.head as usize].stage == Stage::Closed {
            let id = list.head;
            list.head = self.orders[id as usize].younger;
            self.free.push(id);
        }
        if list.head == NONE {
            list.tail = NONE;
        }
    }
}

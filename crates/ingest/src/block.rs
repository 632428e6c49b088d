//! What every reader delivers: the extracted text and its blocks in reading order.

use corpus::Date;

use crate::mapped::Mapped;

/// The part a block plays on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A heading of a known level, from 1.
    Heading(u8),
    /// Running text, or a heading that only its look gives away.
    Paragraph,
    /// An item of a list, by its depth from 0.
    Item(u8),
    /// A footnote or endnote.
    Footnote,
    /// A block quotation.
    Quote,
    /// A cell of a table.
    Cell,
}

/// A paragraph, heading, list item, footnote or cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its part.
    pub role: Role,
    /// Its text without markup.
    pub text: Mapped,
    /// The number or letter printed before it, without the point or bracket.
    pub number: Option<String>,
    /// Whether all of it is set in bold or italics.
    pub emphasised: bool,
}

impl Block {
    /// A block without number or emphasis.
    pub fn new(role: Role, text: Mapped) -> Self {
        Self { role, text, number: None, emphasised: false }
    }
}

/// What a document says of itself, or its analyst of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Title as printed.
    pub title: Option<String>,
    /// First day of the workshop.
    pub date: Option<Date>,
    /// Its place.
    pub place: Option<String>,
    /// Its short label.
    pub workshop: Option<String>,
    /// Language, ISO 639-1.
    pub language: Option<String>,
}

/// A document as read: text, blocks and pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The extracted text, which all spans point into.
    pub text: String,
    /// Its blocks, in reading order.
    pub blocks: Vec<Block>,
    /// First byte of each page in `text`; empty where pages are unknown.
    pub pages: Vec<usize>,
    /// What the document says of itself.
    pub meta: Meta,
    /// Remarks for the run record.
    pub notes: Vec<String>,
}

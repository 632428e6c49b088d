//! What the child process tells: pages of lines, as JSON lines.

use serde::{Deserialize, Serialize};

/// A line of text on a page; lengths in points, the origin at the lower left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its text; raised figures as superscripts.
    pub text: String,
    /// Left end.
    pub left: f32,
    /// Right end.
    pub right: f32,
    /// Baseline.
    pub base: f32,
    /// Size of most of its letters.
    pub size: f32,
    /// Whether most of its letters are bold.
    pub bold: bool,
    /// Whether most of its letters are italic.
    pub italic: bool,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Lines in the order in which the file draws them.
    pub lines: Vec<Line>,
}

/// One line of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Message {
    /// A page.
    Page(Page),
    /// Why the file cannot be read.
    Error(String),
    /// All pages were told.
    Done,
}

/// The pages of an answer, or the error it tells; `None` where it breaks off.
pub fn parse(answer: &[u8]) -> Option<Result<Vec<Page>, String>> {
    let mut pages = Vec::new();
    for line in answer.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line).ok()? {
            Message::Page(page) => pages.push(page),
            Message::Error(reason) => return Some(Err(reason)),
            Message::Done => return Some(Ok(pages)),
        }
    }
    None
}

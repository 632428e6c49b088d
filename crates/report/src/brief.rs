//! The brief of two workshops as a page of its own beside the main one.

use askama::Template;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::ReportError;
use crate::anchor::fragment;

/// The neutral colours of a dark page.
const DARK: &str = include_str!("../assets/dark.css");

#[derive(Template)]
#[template(path = "brief.html")]
struct BriefPage<'a> {
    title: &'a str,
    version: &'a str,
    style: &'static str,
    dark: &'static str,
    body: String,
}

/// A brief (Markdown, as `plenary brief` prints it) as one self-contained HTML page. Sentence
/// ids, which stand there as code, become links to the sentences in `index.html` beside it;
/// whatever looks like HTML in it stays text.
pub fn brief(title: &str, markdown: &str, version: &str) -> Result<String, ReportError> {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).flat_map(|event| match event {
        Event::Code(id) => vec![
            Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url: CowStr::from(format!("index.html#r-{}", fragment(&id))),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            }),
            Event::Text(id),
            Event::End(TagEnd::Link),
        ],
        Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(text)],
        event => vec![event],
    });
    let mut body = String::new();
    html::push_html(&mut body, events);
    let page =
        BriefPage { title, version, style: include_str!("../assets/page.css"), dark: DARK, body };
    Ok(page.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_to_the_page_and_markup_stays_text() {
        let markdown =
            "# A and B\n\n> Meter the wells. (A, `a-0001`)\n\n<script>x</script> <b>no</b>\n";
        let page = brief("A and B", markdown, "0").expect("a page");
        assert!(page.contains("<a href=\"index.html#r-a-0001\">a-0001</a>"), "{page}");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
        assert!(!page.contains("<b>no"), "{page}");
    }
}

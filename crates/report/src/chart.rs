//! Charts as they stand in a page.

/// A drawn chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Name of its file.
    pub name: &'static str,
    /// The finding it shows.
    pub title: String,
    /// What is drawn, for those who do not see it.
    pub description: String,
    /// The drawing.
    pub svg: String,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
}

/// The `<svg>` element of a drawing: without what may stand before it in a file of its own.
pub fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or("", |start| svg[start..].trim_end())
}

#[cfg(test)]
mod tests {
    #[test]
    fn prolog_is_left_behind() {
        assert_eq!(super::inline("<?xml version=\"1.0\"?>\n<svg>x</svg>\n"), "<svg>x</svg>");
        assert_eq!(super::inline("nothing drawn"), "");
    }
}

//! Charts as they stand in a page.

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

//! The corpus inside the binary: so that `plenary analyze` shows what it does, anywhere.

use std::borrow::Cow;

macro_rules! corpus {
    ($($name:literal),*) => {
        [ $( (
            concat!("bundled:gfmd-2016/", $name),
            include_str!(concat!("../../../notebooks-data/corpus/gfmd-2016/", $name)),
        ) ),* ]
    };
}

/// The digest of the three thematic workshops of the Global Forum on Migration and Development.
const GFMD_2016: [(&str, &str); 3] = corpus!["1-bangkok.md", "2-geneva.md", "3-new-york.md"];

/// The bundled reports, as `ingest` takes them.
pub fn sources() -> Vec<ingest::Source> {
    GFMD_2016
        .into_iter()
        .map(|(path, text)| ingest::Source {
            path: path.to_owned(),
            bytes: Cow::Borrowed(text.as_bytes()),
        })
        .collect()
}

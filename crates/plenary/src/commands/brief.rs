//! `plenary brief`: two workshops side by side.

use std::io::Write;

use corpus::tables::{self, Stage};

use crate::cli::Brief;
use crate::config::Config;
use crate::output::{Output, write};
use crate::{Outcome, WrongUsage};

/// Prints Markdown, and keeps it beside the page.
pub fn run(args: &Brief) -> anyhow::Result<Outcome> {
    let config = Config::load(&args.place)?;
    let output = Output::at(&args.place);
    let evidence = tables::read_through(&output.tables, Stage::Compare)?;
    let brief = compare::brief::brief(&evidence, &args.a, &args.b, &config.compare)
        .map_err(|e| WrongUsage(e.to_string()))?;
    let text = brief.markdown();
    let slug = |label: &str| -> String {
        label.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
    };
    let name = format!("brief-{}-{}.md", slug(&args.a), slug(&args.b));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    write(&output.report.join(&name), text.as_bytes())?;
    if !args.place.quiet {
        writeln!(std::io::stderr(), "kept as {}", output.report.join(name).display())?;
    }
    Ok(Outcome::Done)
}

//! What is not modelled: told in docs/model.md, and from there in every page.

const MODEL: &str = include_str!("../../../docs/model.md");
const HEADING: &str = "## What is not modelled";

/// The list, one thing each.
pub(crate) fn not_modelled() -> Vec<String> {
    items(MODEL)
}

fn items(text: &str) -> Vec<String> {
    let section = text.split_once(HEADING).map_or("", |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or_default();
    let bullets: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    let parts = if bullets.is_empty() { section.split(';').collect() } else { bullets };
    parts.into_iter().map(|part| plain(part.trim().trim_end_matches('.'))).filter(|part| !part.is_empty()).collect()
}

/// Without marks of code, stress and links.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let Some((words, tail)) = after.split_once("](") else { break };
        out.push_str(words);
        rest = tail.split_once(')').map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    let text = out.replace(['`', '*'], "");
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_taken_from_the_document() {
        let list = not_modelled();
        assert!(list.len() >= 5, "{list:?}");
        assert!(list.iter().all(|item| item.len() > 8 && !item.contains("##")), "{list:?}");
    }

    #[test]
    fn both_ways_of_writing_a_list_are_read() {
        let text = format!("x\n{HEADING}\n\nquotas; **no** [sales](x.md) of `y`.\n\n## next\n\nz;a");
        assert_eq!(items(&text), ["Quotas", "No sales of y"]);
        assert_eq!(items(&format!("{HEADING}\n\n- one;two\n- three.\n")), ["One;two", "Three"]);
    }
}

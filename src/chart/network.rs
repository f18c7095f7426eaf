//! Who supplies whom: suppliers, licence desks, works and lines from left to right, links as wide as what comes on
//! them.

use super::Drawn;
use super::axis::Scale;
use super::data::{Caption, ChartError, check_numbers};
use super::events::{badge, badge_width};
use super::layered::{Box, Edge, column_x, depths, height, tops, without_gaps};
use super::number::{NBSP, count, percent};
use super::page::{KEY, KEY_ROW, caption, caption_height, say_instead};
use super::panels::beside;
use super::picture::{Align, Frame, Picture};
use super::ribbon::Ribbon;
use super::text::Fonts;
use super::theme::{AXIS, Colour, HAIR, INK, LABEL, MARGIN, MUTED, PAPER, SMALL};
use serde::Serialize;

/// A network of sites and licence desks.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Network {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The sites.
    pub sites: Vec<NetworkSite>,
    /// Names of the licence desks.
    pub desks: Vec<String>,
    /// Currency of what is at stake.
    pub currency: String,
    /// The lanes; those that share supplier, desk and buyer are drawn side by side.
    pub links: Vec<NetworkLink>,
    /// What to say of the links that bear most risk, the worst first.
    pub risks: Vec<NetworkRisk>,
}

/// A site.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NetworkSite {
    /// Name.
    pub name: String,
    /// Sector and country, or anything else worth a small line.
    pub detail: String,
    /// Chance that it halts within the horizon, 0 to 1, of several lines that of the one most at risk; nothing for a
    /// source, which has no line.
    pub halt: Option<f64>,
    /// How many lines it has.
    pub lines: usize,
}

/// A lane.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NetworkLink {
    /// The supplier, by its place among the sites.
    pub from: usize,
    /// The buyer, by its place among the sites.
    pub to: usize,
    /// The desk whose licence it may need, by its place among the desks.
    pub desk: Option<usize>,
    /// What comes on it, as a share of the buyer's need.
    pub share: f64,
    /// What depends on it: links with most are drawn where there is no room for all.
    pub weight: f64,
    /// What is at stake on it, as short as can be and without the currency; empty where nothing is.
    pub stake: String,
}

/// A link that bears much of the risk.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NetworkRisk {
    /// The link, by its place.
    pub link: usize,
    /// Why, in a sentence.
    pub words: String,
}

/// Width of a bar that stands for a node.
const BAR: f64 = 9.0;
/// Least height of a bar and least width of a link.
const THIN: f64 = 1.4;
/// How far nodes stand apart on a high page, as a multiple of what they need.
const MOST_STRETCHED: f64 = 1.5;
/// How near to a buyer what is at stake is written.
const NEAR: f64 = 6.0;
/// Gap between nodes of a column.
const GAP: f64 = 12.0;
/// Height of a label of two lines.
const LABEL_HEIGHT: f64 = 31.0;
/// Room for the names at both sides.
const SIDES: (f64, f64) = (190.0, 240.0);
/// Height of the headings of columns.
const HEADINGS: f64 = 26.0;
/// Height of a row of words below.
const RISK_ROW: f64 = 17.0;
/// Chances of a halt from which a link has the next stronger colour, with what is said of it.
const CLASSES: [(f64, Colour, &str); 4] = [
    (0.0, Colour(228, 232, 236), "less than 1\u{a0}%"),
    (0.01, Colour(240, 182, 92), "1–10\u{a0}%"),
    (0.1, Colour(212, 106, 22), "10–50\u{a0}%"),
    (0.5, Colour(128, 18, 14), "more than 50\u{a0}%"),
];

/// A node as it is drawn: a site, or a desk between two stages.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    site: Option<usize>,
    desk: Option<usize>,
    column: usize,
    /// Height of its bar.
    bar: f64,
    /// Room above the bar for its label, where that stands there.
    above: f64,
}

/// A piece of a link between two nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    from: usize,
    to: usize,
    width: f64,
    link: usize,
}

/// The network laid out in columns.
struct Layout {
    nodes: Vec<Node>,
    pieces: Vec<Piece>,
    columns: usize,
    height: f64,
}

impl Drawn for Network {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all shares and chances are numbers and that links join sites.
    fn check(&self) -> Result<(), ChartError> {
        for site in &self.sites {
            check_numbers(&site.name, &[site.halt.unwrap_or(0.0)])?;
        }
        check_numbers("share", &self.links.iter().map(|link| link.share).collect::<Vec<_>>())
    }

    /// The page on which the network has room: it grows with its sites.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let width = 1080.0;
        let layout = self.layout();
        let below = self.risk_height(fonts, width - 2.0 * MARGIN) + KEY_ROW + 20.0;
        (width, caption_height(fonts, &self.caption, width) + HEADINGS + layout.height.max(120.0) + below)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let layout = self.layout();
        if layout.nodes.is_empty() {
            say_instead(picture, frame, "No site is supplied by another");
            return;
        }
        let risks = self.risk_height(&picture.fonts, frame.width());
        let bottom = frame.bottom - risks - KEY_ROW - 12.0;
        let squeeze = frame.width() / 1036.0;
        let plot = Frame {
            left: frame.left + SIDES.0 * squeeze,
            top: frame.top + HEADINGS,
            right: frame.right - SIDES.1 * squeeze,
            bottom,
        };
        let room = plot.height().max(1.0);
        let edges: Vec<Edge> =
            layout.pieces.iter().map(|p| Edge { from: p.from, to: p.to, weight: p.width.max(1.0) }).collect();
        let boxes: Vec<Box> = layout.nodes.iter().map(Node::boxed).collect();
        let tops = tops(&boxes, &edges, GAP, layout.height);
        // A page that is higher than the network needs has it in its middle, a little wider apart.
        let used = room.min(layout.height * MOST_STRETCHED);
        let top = plot.top + (room - used) / 2.0;
        let down = Scale { values: (0.0, layout.height.max(1.0)), pixels: (top, top + used) };
        let shrink = (room / layout.height.max(1.0)).min(1.0);
        let bars: Vec<Frame> = layout
            .nodes
            .iter()
            .zip(&tops)
            .map(|(node, top)| {
                let x = column_x(node.column, layout.columns, plot.left, plot.right - BAR);
                let top = down.at(*top + node.above + (node.boxed().height - node.above - node.bar) / 2.0);
                Frame { left: x, top, right: x + BAR, bottom: top + node.bar * shrink }
            })
            .collect();
        headings(picture, frame, plot, &layout);
        let step = if layout.columns > 1 { plot.width() / count(layout.columns - 1) } else { plot.width() };
        self.links(picture, &layout, (&bars[..], shrink), step);
        for (node, bar) in layout.nodes.iter().zip(&bars) {
            self.node(picture, (frame, step), node, *bar, layout.columns);
        }
        let several = self.sites.iter().any(|site| site.halt.is_some() && site.lines > 1);
        colours(picture, Frame { top: bottom + 8.0, ..frame }, several);
        let mut y = frame.bottom - risks + 4.0;
        for (rank, risk) in self.risks.iter().enumerate() {
            badge(picture, (frame.left + 7.0, y + 6.0), &(rank + 1).to_string());
            let face = LABEL.in_size(11.5);
            for words in picture.fonts.wrap(&risk.words, face, frame.width() - 24.0) {
                picture.text(frame.left + 22.0, y + 10.0, Align::Left, face, &words);
                y += RISK_ROW;
            }
        }
    }
}

impl Network {
    /// The same with the links that have most at stake only, and the sites that these join.
    pub(super) fn with_most_at_stake(&mut self, most: usize) {
        let mut kept: Vec<usize> = (0..self.links.len()).collect();
        kept.sort_by(|a, b| self.links[*b].weight.total_cmp(&self.links[*a].weight));
        kept.truncate(most);
        kept.sort_unstable();
        let links: Vec<NetworkLink> = kept.iter().map(|at| self.links[*at].clone()).collect();
        let ends = |site: &usize| links.iter().any(|link| link.from == *site || link.to == *site);
        let sites: Vec<usize> = (0..self.sites.len()).filter(ends).collect();
        let place = |site: usize| sites.iter().position(|other| *other == site).unwrap_or(site);
        let moved = |link: NetworkLink| NetworkLink { from: place(link.from), to: place(link.to), ..link };
        self.links = links.into_iter().map(moved).collect();
        self.sites = sites.iter().filter_map(|site| self.sites.get(*site).cloned()).collect();
        self.risks = self
            .risks
            .iter()
            .filter_map(|risk| {
                let link = kept.iter().position(|at| *at == risk.link)?;
                Some(NetworkRisk { link, words: risk.words.clone() })
            })
            .collect();
    }

    /// Links whose ends exist.
    fn valid(&self) -> impl Iterator<Item = (usize, &NetworkLink)> {
        let sites = self.sites.len();
        self.links
            .iter()
            .enumerate()
            .filter(move |(_, link)| link.from < sites && link.to < sites && link.from != link.to)
    }

    fn layout(&self) -> Layout {
        let ends: Vec<(usize, usize)> = self.valid().map(|(_, link)| (link.from, link.to)).collect();
        let depths = depths(self.sites.len(), &ends);
        let deepest = depths.iter().copied().max().unwrap_or(0);
        let supplies = |site: usize| ends.iter().any(|(from, _)| *from == site);
        let buys = |site: usize| ends.iter().any(|(_, to)| *to == site);
        let mut nodes: Vec<Node> = Vec::new();
        let mut of_site = vec![None; self.sites.len()];
        for site in 0..self.sites.len() {
            if !supplies(site) && !buys(site) {
                continue;
            }
            // Lines that supply nobody end the chart at the right.
            let column = if supplies(site) { 2 * depths[site] } else { 2 * deepest };
            of_site[site] = Some(nodes.len());
            nodes.push(Node { site: Some(site), desk: None, column, bar: 0.0, above: 0.0 });
        }
        let unit = if nodes.len() > 24 { 13.0 } else { 18.0 };
        let mut pieces = Vec::new();
        for (link, ends) in self.valid() {
            let (Some(from), Some(to)) = (of_site[ends.from], of_site[ends.to]) else { continue };
            let width = (ends.share.clamp(0.0, 1.5) * unit).max(THIN);
            let Some(desk) = ends.desk else {
                pieces.push(Piece { from, to, width, link });
                continue;
            };
            let column = nodes[from].column + 1;
            let known = nodes.iter().position(|node| node.desk == Some(desk) && node.column == column);
            let between = known.unwrap_or_else(|| {
                nodes.push(Node { site: None, desk: Some(desk), column, bar: 0.0, above: 0.0 });
                nodes.len() - 1
            });
            pieces.push(Piece { from, to: between, width, link });
            pieces.push(Piece { from: between, to, width, link });
        }
        let columns = without_gaps(&nodes.iter().map(|node| node.column).collect::<Vec<_>>());
        let last = columns.iter().copied().max().unwrap_or(0);
        for (at, (node, column)) in nodes.iter_mut().zip(columns).enumerate() {
            let sum = |end: fn(&Piece) -> usize| pieces.iter().filter(|p| end(p) == at).map(|p| p.width).sum::<f64>();
            node.bar = sum(|p| p.from).max(sum(|p| p.to)).max(6.0);
            node.column = column;
            node.above = if column > 0 && column < last { LABEL_HEIGHT } else { 0.0 };
        }
        let boxes: Vec<Box> = nodes.iter().map(Node::boxed).collect();
        Layout { height: height(&boxes, GAP), nodes, pieces, columns: last + 1 }
    }

    /// How likely the buyer of a link halts.
    fn chance(&self, link: usize) -> f64 {
        self.links.get(link).and_then(|link| self.sites.get(link.to)).and_then(|site| site.halt).unwrap_or(0.0)
    }

    /// Draws the links, the most likely to stop a line on top, and numbers those that bear most risk.
    fn links(&self, picture: &mut Picture, layout: &Layout, (bars, shrink): (&[Frame], f64), step: f64) {
        let middle = |node: usize| f64::midpoint(bars[node].top, bars[node].bottom);
        let mut starts = vec![(0.0, 0.0); layout.pieces.len()];
        for node in 0..layout.nodes.len() {
            for outgoing in [true, false] {
                let here = |p: &Piece| if outgoing { p.from } else { p.to };
                let there = |p: &Piece| middle(if outgoing { p.to } else { p.from });
                let mut at: Vec<usize> =
                    (0..layout.pieces.len()).filter(|i| here(&layout.pieces[*i]) == node).collect();
                at.sort_by(|a, b| {
                    let (a, b) = (&layout.pieces[*a], &layout.pieces[*b]);
                    there(a).total_cmp(&there(b)).then(a.link.cmp(&b.link))
                });
                let sum: f64 = at.iter().map(|i| layout.pieces[*i].width * shrink).sum();
                let mut y = middle(node) - sum / 2.0;
                for i in at {
                    if outgoing {
                        starts[i].0 = y;
                    } else {
                        starts[i].1 = y;
                    }
                    y += layout.pieces[i].width * shrink;
                }
            }
        }
        let mut order: Vec<usize> = (0..layout.pieces.len()).collect();
        order.sort_by(|a, b| {
            let chance = |i: &usize| self.chance(layout.pieces[*i].link);
            chance(a).total_cmp(&chance(b)).then(a.cmp(b))
        });
        let ribbon = |i: usize| {
            let (piece, (from, to)) = (&layout.pieces[i], starts[i]);
            Ribbon { from: (bars[piece.from].right, from), to: (bars[piece.to].left, to), width: piece.width * shrink }
        };
        for i in order {
            ribbon(i).draw(picture, class(self.chance(layout.pieces[i].link)));
            let length = ribbon(i).to.0 - ribbon(i).from.0;
            let half = (ribbon(i).width / 2.0).max(4.0);
            // Along the middle of a link, where others are farthest away.
            for step in 2..8_u8 {
                let (x, y) = ribbon(i).at(f64::from(step) / 9.0);
                let reach = length / 18.0;
                let place = Frame { left: x - reach, right: x + reach, top: y - half, bottom: y + half };
                picture.hint(place, "", self.words_of_link(layout.pieces[i].link));
            }
        }
        let mut into: Vec<usize> = Vec::new();
        let mut marks: Vec<(usize, Ribbon, Frame)> = Vec::new();
        for (rank, risk) in self.risks.iter().enumerate() {
            let Some(i) = layout.pieces.iter().rposition(|piece| piece.link == risk.link) else { continue };
            let to = layout.pieces[i].to;
            let before = into.iter().filter(|other| **other == to).count();
            into.push(to);
            // So near to the buyer that it keeps clear of the names of works in between.
            let ribbon = ribbon(i);
            let mark = ribbon.mark(30.0 + 20.0 * count(before), badge_width(&picture.fonts, "1"));
            marks.push((rank, ribbon, mark));
        }
        self.marks(picture, &marks, step);
    }

    /// Numbers the links that bear most risk, with what is at stake where it keeps clear of names, which may reach into
    /// half of a `step` between columns, and of other numbers.
    fn marks(&self, picture: &mut Picture, marks: &[(usize, Ribbon, Frame)], step: f64) {
        let mut drawn: Vec<Frame> = marks.iter().map(|(.., mark)| *mark).collect();
        for (at, (rank, ribbon, _)) in marks.iter().enumerate() {
            let link = self.risks.get(*rank).and_then(|risk| self.links.get(risk.link));
            let stake = link.map_or("", |link| link.stake.as_str());
            let mut label = (rank + 1).to_string();
            let long = format!("{label}: {stake}");
            let wide = badge_width(&picture.fonts, &long);
            let widened = ribbon.mark(NEAR + wide / 2.0, wide);
            let clear = |(other, mark): (usize, &Frame)| other == at || widened.is_apart_from(*mark);
            if !stake.is_empty() && NEAR + wide < step / 2.0 && drawn.iter().enumerate().all(clear) {
                (drawn[at], label) = (widened, long);
            }
            let (mark, half) = (drawn[at], drawn[at].height() / 2.0);
            let (left, right, y) = (mark.left + half, mark.right - half, mark.top + half);
            picture.disc((left, y), half, PAPER);
            picture.disc((right, y), half, PAPER);
            if right > left {
                picture.rect(Frame { left, right, ..mark }, PAPER);
            }
            badge(picture, (f64::midpoint(left, right), y), &label);
        }
    }

    /// What a link says when pointed at.
    fn words_of_link(&self, link: usize) -> String {
        let Some(link) = self.links.get(link) else { return String::new() };
        let name = |site: usize| self.sites.get(site).map_or("", |site| site.name.as_str());
        let desk = link
            .desk
            .and_then(|desk| self.desks.get(desk))
            .map_or(String::new(), |desk| format!("\nlicensed by {desk}"));
        let halt = match self.sites.get(link.to).and_then(|site| site.halt) {
            Some(chance) => {
                format!("\n{}{} halts in {} of trials", name(link.to), self.whose(link.to), percent(chance))
            }
            None => String::new(),
        };
        let stake = if link.stake.is_empty() {
            String::new()
        } else {
            format!("\nat stake on this link: {}{NBSP}{}", self.currency, link.stake)
        };
        format!("{} to {}\n{} of the need{desk}{halt}{stake}", name(link.from), name(link.to), percent(link.share))
    }

    /// Which line of a site it is that halts, where it has several.
    fn whose(&self, site: usize) -> &str {
        let several = self.sites.get(site).is_some_and(|site| site.lines > 1);
        if several { ": its line most at risk" } else { "" }
    }

    /// Draws a node's bar and writes its words: left of the first column, right of the last, above in between.
    fn node(&self, picture: &mut Picture, (frame, step): (Frame, f64), node: &Node, bar: Frame, columns: usize) {
        let site = node.site.and_then(|site| self.sites.get(site));
        let colour = site.and_then(|site| site.halt).filter(|chance| *chance >= 0.01).map_or(MUTED, class);
        picture.rect(bar, if node.desk.is_some() { INK } else { colour });
        let name = match (site, node.desk.and_then(|desk| self.desks.get(desk))) {
            (Some(site), _) => site.name.as_str(),
            (None, Some(desk)) => desk.as_str(),
            (None, None) => "",
        };
        let lines = site.filter(|site| site.halt.is_some()).map_or(0, |site| site.lines);
        let detail = site.map_or("", |site| site.detail.as_str());
        let worst = if lines > 1 { format!("worst of {lines} lines") } else { String::new() };
        let halt = site.and_then(|site| site.halt).map(percent);
        let bold = LABEL.in_bold();
        let y = f64::midpoint(bar.top, bar.bottom);
        if node.column == 0 {
            let x = bar.left - 8.0;
            side_label(picture, (x, y, Align::Right), x - frame.left, (name, detail));
        } else if node.column + 1 == columns {
            let detail = beside([&worst, detail]);
            let x = bar.right + 8.0;
            let share = halt.unwrap_or_default();
            let wide = picture.text(x, y - 1.0, Align::Left, bold, &share);
            let start = if wide > 0.0 { x + wide.max(38.0) + 6.0 } else { x };
            side_label(picture, (start, y, Align::Left), frame.right + MARGIN * 0.6 - start, (name, &detail));
        } else {
            let halt = site.and_then(|site| site.halt);
            let detail = match halt {
                Some(chance) if chance > 0.0 && lines > 1 => format!("{worst} halts in {}", percent(chance)),
                Some(chance) if chance > 0.0 => format!("halts in {}", percent(chance)),
                Some(_) => "never halts".to_owned(),
                None => detail.to_owned(),
            };
            let small = SMALL.in_size(10.0).in_colour(INK);
            let room = step - 12.0;
            let bold = bold.in_size(11.0);
            let (name, detail) = (picture.fonts.shorten(name, bold, room), picture.fonts.shorten(&detail, small, room));
            let x = f64::midpoint(bar.left, bar.right);
            let one = detail.is_empty();
            let reach = picture.fonts.width(&name, bold).max(picture.fonts.width(&detail, small)) / 2.0 + 3.0;
            let top = bar.top - if one { 17.0 } else { 29.0 };
            picture.rect(Frame { left: x - reach, top, right: x + reach, bottom: bar.top - 2.0 }, PAPER);
            picture.text(x, bar.top - if one { 6.0 } else { 18.0 }, Align::Centre, bold, &name);
            picture.text(x, bar.top - 6.0, Align::Centre, small, &detail);
        }
    }

    fn risk_height(&self, fonts: &Fonts, width: f64) -> f64 {
        let face = LABEL.in_size(11.5);
        let rows = self.risks.iter().map(|risk| fonts.wrap(&risk.words, face, width - 24.0).len().max(1));
        count(rows.sum()) * RISK_ROW + if self.risks.is_empty() { 0.0 } else { 8.0 }
    }
}

/// Explains widths and colours.
fn colours(picture: &mut Picture, frame: Frame, several_lines: bool) {
    picture.line(vec![(frame.left, frame.top - 4.0), (frame.right, frame.top - 4.0)], AXIS, HAIR);
    let y = frame.top + 12.0;
    let who = if several_lines { "the buyer’s worst line" } else { "the buyer" };
    let words = format!("Width: share of the buyer’s need. Colour: chance that {who} halts");
    let mut x = frame.left + picture.text(frame.left, y, Align::Left, KEY, &words) + 14.0;
    for (_, colour, words) in CLASSES {
        picture.rect(Frame { left: x, top: y - 9.0, right: x + 13.0, bottom: y + 1.0 }, colour);
        x += 18.0 + picture.text(x + 18.0, y, Align::Left, KEY, words) + 14.0;
    }
}

/// Says what stands in each column.
fn headings(picture: &mut Picture, frame: Frame, plot: Frame, layout: &Layout) {
    let face = SMALL.in_bold();
    for column in 0..layout.columns {
        let desk = layout.nodes.iter().any(|node| node.column == column && node.desk.is_some());
        let x = column_x(column, layout.columns, plot.left, plot.right - BAR);
        let y = frame.top + 13.0;
        if column == 0 {
            picture.text(frame.left, y, Align::Left, face, "Suppliers");
        } else if column + 1 == layout.columns {
            picture.text(x + BAR + 8.0, y, Align::Left, face, "Buyers, and their chance of a halt");
        } else {
            let room = column_x(column + 1, layout.columns, plot.left, plot.right - BAR) - x - 8.0;
            let words = if desk { ["Licence desk", "Desk"] } else { ["Works in between", "Works"] };
            let fits = words.into_iter().find(|words| picture.fonts.width(words, face) <= room);
            picture.text(x + BAR / 2.0, y, Align::Centre, face, fits.unwrap_or_default());
        }
    }
}

impl Node {
    fn boxed(&self) -> Box {
        let bar = if self.above > 0.0 { self.bar } else { self.bar.max(LABEL_HEIGHT - 4.0) };
        Box { column: self.column, height: self.above + bar }
    }
}

/// Writes name and detail beside a bar; a long name takes both lines.
fn side_label(picture: &mut Picture, (x, y, align): (f64, f64, Align), room: f64, (name, detail): (&str, &str)) {
    let small = SMALL.in_size(10.0);
    let mut lines = picture.fonts.wrap(name, LABEL, room);
    if lines.len() > 2 {
        lines[1] = picture.fonts.shorten(&lines[1..].join(" "), LABEL, room);
    }
    picture.text(x, y - 1.0, align, LABEL, lines.first().map_or("", String::as_str));
    if let Some(second) = lines.get(1) {
        picture.text(x, y + 12.0, align, LABEL, second)
    } else {
        let detail = picture.fonts.shorten(detail, small, room);
        picture.text(x, y + 11.0, align, small, &detail)
    };
}

/// The colour of links to a buyer that halts with some chance.
fn class(chance: f64) -> Colour {
    let reached = CLASSES.iter().rev().find(|(from, ..)| chance >= *from);
    reached.map_or(CLASSES[0].1, |(_, colour, _)| *colour)
}

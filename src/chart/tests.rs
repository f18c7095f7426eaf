//! Tests that hold for every chart.

use super::picture::{Mark, assert_legible};
use super::samples;
use super::{
    AxisName, Caption, Chart, ChartError, ConditionPanel, ConditionsChart, CoverFan, CoverPanel, Curve, CurvePoint,
    Forest, ForestMark, ForestPanel, ForestRow, Format, Frontier, FrontierPoint, HaltedBy, HaltedLine, HaltedSectors,
    HeatMap, LossDistribution, LossMarker, MissingMaterial, MissingRow, Network, NetworkLink, NetworkRisk, NetworkSite,
    PolicyEvent, RateFans, RatePanel, RegimeBands, RegimePanel, RegretRow, RegretTable, Scatter, ScatterPoint,
    SectorPanel, Size, StockPanel, StockRisk, StockUnit, Tornado, TornadoEnd, TornadoRow, Unit, VarianceRow,
    VarianceShares, WaitRow, WaitingTimes, render,
};
use jiff::civil::{Date, date};

/// Asserts that tags are balanced and that no bare ampersand or angle bracket is left.
fn assert_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every tag ends");
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes are paired in {tag}");
        let name = tag.trim_matches('/').split(' ').next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        for entity in text.split('&').skip(1) {
            let end = entity.find(';').expect("every entity ends");
            assert!(["amp", "lt", "gt", "quot", "apos"].contains(&&entity[..end]));
        }
    }
    assert!(open.is_empty(), "{open:?} left open");
}

fn svg_of(chart: &Chart, size: Size) -> String {
    String::from_utf8(render(chart, Format::Svg, size).expect("drawn")).expect("UTF-8")
}

fn number_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

#[test]
fn svg_is_well_formed_and_says_every_word() {
    for (name, chart) in samples::all() {
        let size = chart.natural_size().expect("a size");
        let svg = svg_of(&chart, size);
        assert_well_formed(&svg);
        let head = format!("width=\"{}\" height=\"{}\"", size.width, size.height);
        assert!(svg.contains(&head), "{name}: {head}");
        let picture = chart.on_page(size).expect("laid out");
        let marks = picture.marks();
        let mut words: Vec<&str> = Vec::new();
        for mark in marks.iter() {
            if let Mark::Text { text, .. } = mark {
                words.push(text);
            }
        }
        let said = words.join(" ");
        for text in [&chart.caption().title, &chart.caption().subtitle, &chart.caption().footnote] {
            assert!(said.contains(text), "{name}: {text}");
        }
        for text in words {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            assert!(svg.contains(&escaped), "{name}: {text}");
        }
    }
}

#[test]
fn labels_are_legible_at_the_natural_and_at_other_sizes() {
    for (name, chart) in samples::all() {
        let natural = chart.natural_size().expect("a size");
        let larger = Size { width: natural.width + 300, height: natural.height + 100 };
        let wide = Size { width: natural.width * 2, ..natural };
        for size in [natural, larger, wide] {
            println!("{name} at {size:?}");
            assert_legible(&chart.on_page(size).expect("laid out"));
        }
    }
}

#[test]
fn labels_are_legible_for_any_number_of_manufacturers_and_days() {
    for makers in 1..=16 {
        for days in [10, 30, 90, 200, 365, 800, 1095, 3650] {
            for most in [0.01, 0.4, 1.0] {
                println!("{makers} manufacturers, {days} days, up to {most}");
                let many = most > 0.3;
                for chart in [
                    samples::cover(makers, days, many, days % 2 == 0),
                    samples::halted(makers, days, many, most),
                    samples::missing(makers),
                ] {
                    let size = chart.natural_size().expect("a size");
                    assert_legible(&chart.on_page(size).expect("laid out"));
                }
            }
        }
    }
}

#[test]
fn labels_are_legible_for_any_number_of_sectors_regimes_and_materials() {
    for many in 1..=14 {
        for (days, most) in [(30, 0.02), (120, 0.4), (365, 1.0), (1095, 1.0)] {
            println!("{many} over {days} days, up to {most}");
            for chart in [
                samples::rates(many, days, many % 2 == 0, many % 4),
                samples::sectors(many % 7 + 1, many, days, most),
                samples::regimes(many % 3 + 1, many, days),
                samples::waits(many, usize::try_from(days).expect("days")),
            ] {
                let size = chart.natural_size().expect("a size");
                assert_legible(&chart.on_page(size).expect("laid out"));
            }
        }
    }
}

#[test]
fn labels_of_networks_are_legible_for_any_number_of_makers() {
    for makers in 1..=24 {
        for desks in 0..=3 {
            println!("{makers} makers, {desks} desks");
            let chart = samples::network(makers, desks);
            let size = chart.natural_size().expect("a size");
            assert_legible(&chart.on_page(size).expect("laid out"));
        }
    }
}

#[test]
fn labels_are_legible_for_any_number_of_choices() {
    for choices in 1..=20 {
        for chart in [
            samples::forest(choices, 3e4),
            samples::frontier(choices, 0.02),
            samples::frontier(choices, 1.0),
            samples::regret(choices, choices % 7 + 1),
            samples::stock(choices, StockUnit::Share),
            samples::stock(choices, StockUnit::Money("EUR".to_owned())),
        ] {
            println!("{choices} choices");
            let size = chart.natural_size().expect("a size");
            assert_legible(&chart.on_page(size).expect("laid out"));
        }
    }
}

#[test]
fn labels_of_sweeps_are_legible_for_any_number_of_points() {
    let units = [Unit::Share, Unit::Money("USD".to_owned()), Unit::Number("days".to_owned()), Unit::Plain];
    for points in 2..=20 {
        for (unit, most) in units.iter().zip([0.7, 4e9, 12.0, 3e-4]) {
            println!("{points} points, {unit:?}");
            for chart in [
                samples::curve(points, 0.02, false, unit.clone(), most),
                samples::curve(points, 4e4, true, unit.clone(), most),
                samples::heat(points, points / 2 + 2, unit.clone(), most),
                samples::scatter(points, points),
            ] {
                let size = chart.natural_size().expect("a size");
                assert_legible(&chart.on_page(size).expect("laid out"));
            }
        }
    }
}

#[test]
fn labels_of_what_matters_are_legible_for_any_number_of_parameters() {
    let units = [Unit::Share, Unit::Money("USD".to_owned()), Unit::Number("days".to_owned()), Unit::Plain];
    for parameters in 1..=20 {
        for (unit, most) in units.iter().zip([0.7, 4e9, 12.0, 3e-4]) {
            println!("{parameters} parameters, {unit:?}");
            for chart in [
                samples::tornado(parameters, unit.clone(), most),
                samples::variance(parameters, 0.7 / most.max(1.0)),
                samples::conditions(parameters.min(4), 0.9),
            ] {
                let size = chart.natural_size().expect("a size");
                assert_legible(&chart.on_page(size).expect("laid out"));
            }
        }
    }
}

#[test]
fn crowded_events_share_numbers() {
    for days in [2, 30, 365] {
        let mut chart = samples::cover(13, days, false, false);
        if let Chart::CoverFan(fan) = &mut chart {
            let event = |at| PolicyEvent {
                date: date(2025, 4, 4) + jiff::Span::new().days(at % days),
                label: format!("Announcement number {at}"),
            };
            fan.events = (0..40).map(event).collect();
        }
        let size = chart.natural_size().expect("a size");
        assert_legible(&chart.on_page(size).expect("laid out"));
    }
}

#[test]
fn loss_markers_are_legible_wherever_they_are() {
    for (first, second, third) in [(0.1, 0.11, 0.12), (0.1, 0.97, 1.0), (1.0, 1.0, 1.0), (0.5, 0.6, 9.0)] {
        let mut chart = samples::loss("EUR", 2e8, 0.2);
        if let Chart::LossDistribution(loss) = &mut chart {
            for (marker, part) in loss.markers.iter_mut().zip([first, second, third]) {
                (marker.value, marker.low, marker.high) = (1e10 * part, 9e9 * part, Some(2e10 * part));
            }
        }
        let size = chart.natural_size().expect("a size");
        assert_legible(&chart.on_page(size).expect("laid out"));
    }
}

#[test]
fn no_line_of_a_loss_marker_crosses_words() {
    let parts = [0.05, 0.1, 0.4, 0.5, 0.55, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
    for size in [Size { width: 640, height: 400 }, Size { width: 900, height: 560 }, Size { width: 1600, height: 900 }]
    {
        for (at, first) in parts.iter().enumerate() {
            for (to, second) in parts.iter().enumerate().skip(at) {
                for third in &parts[to..] {
                    let mut chart = samples::loss("EUR", 1e9, 0.2);
                    let Chart::LossDistribution(loss) = &mut chart else { panic!("a chart of losses") };
                    for (marker, part) in loss.markers.iter_mut().zip([first, second, third]) {
                        (marker.value, marker.low, marker.high) = (1e9 * part, 0.9e9 * part, Some(1.1e9 * part));
                    }
                    let picture = chart.on_page(size).expect("laid out");
                    let words: Vec<_> = picture
                        .text_boxes()
                        .into_iter()
                        .filter(|(text, _)| text.contains("interval") || text.contains(": €"))
                        .collect();
                    for mark in picture.marks().iter() {
                        if let Mark::Line { points, .. } = mark
                            && let [(x, y), (x1, y1)] = points[..]
                            && (x - x1).abs() < 0.1
                        {
                            let crossed = words.iter().find(|(_, frame)| {
                                frame.left < x && x < frame.right && y.min(y1) < frame.bottom && y.max(y1) > frame.top
                            });
                            assert_eq!(crossed, None, "{first}, {second}, {third} at {size:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn png_has_two_dots_to_the_pixel() {
    for chart in [
        samples::cover(4, 90, true, false),
        samples::halted(13, 365, true, 1.0),
        samples::loss("EUR", 1e6, 0.4),
        samples::missing(4),
    ] {
        let size = Size { width: 900, height: 520 };
        let png = render(&chart, Format::Png, size).expect("drawn");
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!((number_at(&png, 16), number_at(&png, 20)), (1800, 1040));
    }
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let chart = samples::halted(7, 90, true, 0.3);
    let size = chart.natural_size().expect("a size");
    for format in [Format::Svg, Format::Png] {
        assert_eq!(render(&chart, format, size), render(&chart, format, size));
    }
}

/// Charts of what matters, with one value throughout.
fn degenerate_parameters(value: f64) -> [Chart; 3] {
    let tornado = |value: f64| {
        let end = TornadoEnd { value, low: value, high: value, ..TornadoEnd::default() };
        Tornado {
            base: 1.0,
            rows: vec![TornadoRow { ends: [end.clone(), end], ..TornadoRow::default() }; 2],
            ..Tornado::default()
        }
    };
    let variance = |value: f64| VarianceShares {
        parts: [value; 3],
        rows: vec![VarianceRow { first: [value; 3], total: [value; 3], ..VarianceRow::default() }; 2],
        ..VarianceShares::default()
    };
    let conditions = |value: f64| ConditionsChart {
        inside: [value; 3],
        panels: vec![ConditionPanel {
            from: Some(value),
            points: vec![[value; 4], [1.0; 4]],
            ..ConditionPanel::default()
        }],
        ..ConditionsChart::default()
    };
    [Chart::Tornado(tornado(value)), Chart::Variance(variance(value)), Chart::Conditions(conditions(value))]
}

/// Charts without data, with a single day, with equal, infinite or negative values.
#[allow(clippy::too_many_lines, reason = "a list")]
fn degenerate() -> Vec<Chart> {
    let day: Vec<Date> = vec![date(2025, 4, 4)];
    let panel = |value: f64| CoverPanel {
        p05: vec![value],
        p25: vec![value],
        p50: vec![value],
        p75: vec![value],
        p95: vec![value],
        ..CoverPanel::default()
    };
    let line =
        |value: f64| HaltedLine { share: vec![value], low: vec![value], high: vec![value], ..HaltedLine::default() };
    let marker = |value: f64| LossMarker { value, low: value, high: Some(value), ..LossMarker::default() };
    let row = |value: f64| MissingRow { days: [value; 11], ..MissingRow::default() };
    let mark = |value: f64| ForestMark { value, low: value, high: value };
    let forest = |value: f64| Forest {
        panels: vec![
            ForestPanel::default(),
            ForestPanel { currency: Some("EUR".to_owned()), ..ForestPanel::default() },
        ],
        rows: vec![ForestRow { marks: vec![mark(value); 2], ..ForestRow::default() }; 3],
        ..Forest::default()
    };
    let point = |value: f64| FrontierPoint { cost: [value; 3], halt: [value; 3], ..FrontierPoint::default() };
    let regret = |value: f64| RegretTable {
        worlds: vec!["one".to_owned(), "two".to_owned()],
        rows: vec![RegretRow { regrets: vec![value, 1.0], ..RegretRow::default() }; 2],
        ..RegretTable::default()
    };
    let stock = |value: f64| StockRisk {
        target: Some(value),
        panels: vec![StockPanel {
            points: vec![(value, [value; 3])],
            today: Some((value, value)),
            chosen: Some((value, [value; 3])),
            ..StockPanel::default()
        }],
        ..StockRisk::default()
    };
    let along = |at: f64, value: f64| CurvePoint { at, value, low: value, high: value };
    let curve =
        |value: f64| Curve { points: vec![along(1.0, value), along(value, 1.0), along(2.0, 0.0)], ..Curve::default() };
    let heat = |value: f64| HeatMap {
        columns: vec![1.0, value],
        rows: vec![0.0, 1.0],
        values: vec![vec![value, 1.0], vec![2.0, value]],
        ..HeatMap::default()
    };
    let spot = |at: f64, value: f64| ScatterPoint { at: vec![at], value, low: value, high: value };
    let scatter = |value: f64| Scatter {
        axes: vec![AxisName { log: true, ..AxisName::default() }],
        points: vec![spot(1.0, value), spot(value, 1.0)],
        ..Scatter::default()
    };
    let rate = |value: f64| RatePanel {
        p05: vec![value],
        p25: vec![value],
        p50: vec![value],
        p75: vec![value],
        p95: vec![value],
        plan: vec![value],
        ..RatePanel::default()
    };
    let rates = |value: f64| RateFans {
        start: Some(day[0]),
        ends: day.clone(),
        panels: vec![rate(value), rate(1.0)],
        ..RateFans::default()
    };
    let sectors = |value: f64| HaltedSectors {
        dates: day.clone(),
        panels: vec![SectorPanel { any: line(value), lines: vec![line(value); 20], ..SectorPanel::default() }; 3],
        ..HaltedSectors::default()
    };
    let regimes = |value: f64| RegimeBands {
        dates: day.clone(),
        panels: vec![RegimePanel { regimes: vec![("one".to_owned(), vec![value]); 9], ..RegimePanel::default() }],
        ..RegimeBands::default()
    };
    let waits = |value: f64| WaitingTimes {
        rows: vec![WaitRow { shares: vec![value, 1.0], median: value, p90: value, ..WaitRow::default() }],
        ..WaitingTimes::default()
    };
    let network = |value: f64| Network {
        sites: vec![NetworkSite { halt: Some(value), ..NetworkSite::default() }; 3],
        links: vec![
            NetworkLink { from: 0, to: 1, desk: Some(7), share: value, ..NetworkLink::default() },
            NetworkLink { from: 1, to: 0, desk: None, share: value, ..NetworkLink::default() },
            NetworkLink { from: 2, to: 2, desk: None, share: value, ..NetworkLink::default() },
            NetworkLink { from: 2, to: 9, desk: None, share: value, ..NetworkLink::default() },
        ],
        risks: vec![NetworkRisk { link: 9, ..NetworkRisk::default() }, NetworkRisk::default()],
        ..Network::default()
    };
    let values = [0.0, -3.0, 1e300, f64::INFINITY, f64::NEG_INFINITY, 1e-300];
    let mut charts = vec![
        Chart::CoverFan(CoverFan::default()),
        Chart::HaltedBy(HaltedBy::default()),
        Chart::LossDistribution(LossDistribution::default()),
        Chart::MissingMaterial(MissingMaterial::default()),
        Chart::CoverFan(CoverFan { panels: vec![CoverPanel::default()], ..CoverFan::default() }),
        Chart::Forest(Forest::default()),
        Chart::Frontier(Frontier::default()),
        Chart::Regret(RegretTable::default()),
        Chart::StockRisk(StockRisk::default()),
        Chart::Curve(Curve::default()),
        Chart::HeatMap(HeatMap::default()),
        Chart::Scatter(Scatter::default()),
        Chart::Tornado(Tornado::default()),
        Chart::Variance(VarianceShares::default()),
        Chart::Conditions(ConditionsChart::default()),
        Chart::Rates(RateFans::default()),
        Chart::Sectors(HaltedSectors::default()),
        Chart::Regimes(RegimeBands::default()),
        Chart::Waits(WaitingTimes::default()),
        Chart::Network(Network::default()),
    ];
    for value in values {
        charts.extend([
            Chart::CoverFan(CoverFan {
                dates: day.clone(),
                panels: vec![panel(value), panel(1.0)],
                ..CoverFan::default()
            }),
            Chart::HaltedBy(HaltedBy { dates: day.clone(), lines: vec![line(value); 40], ..HaltedBy::default() }),
            Chart::LossDistribution(LossDistribution {
                exceedance: vec![(value, 0.5), (value, 0.5)],
                markers: vec![marker(value); 4],
                ..LossDistribution::default()
            }),
            Chart::MissingMaterial(MissingMaterial { rows: vec![row(value), row(1.0)], ..MissingMaterial::default() }),
            Chart::Forest(forest(value)),
            Chart::Frontier(Frontier { points: vec![point(value), point(1.0)], ..Frontier::default() }),
            Chart::Regret(regret(value)),
            Chart::StockRisk(stock(value)),
            Chart::Curve(curve(value)),
            Chart::HeatMap(heat(value)),
            Chart::Scatter(scatter(value)),
            Chart::Rates(rates(value)),
            Chart::Sectors(sectors(value)),
            Chart::Regimes(regimes(value)),
            Chart::Waits(waits(value)),
            Chart::Network(network(value)),
        ]);
        charts.extend(degenerate_parameters(value));
    }
    charts
}

#[test]
fn degenerate_data_is_drawn_without_panic() {
    for chart in degenerate() {
        let natural = chart.natural_size().expect("a size");
        let small = Size { width: 640, height: 400 };
        for size in [natural, small] {
            assert_well_formed(&svg_of(&chart, size));
            render(&chart, Format::Png, size).expect("drawn");
        }
    }
}

/// Sizes of type in the pixels of the file, and whether every text ends where its words do.
fn type_sizes(picture: &super::picture::Picture) -> Vec<f64> {
    let size = |mark: &Mark| match mark {
        Mark::Text { face, .. } => Some(face.size * picture.scale),
        _ => None,
    };
    picture.marks().iter().filter_map(size).collect()
}

#[test]
fn on_a_slide_the_smallest_type_is_14_pixels_and_on_a_small_page_nothing_is_cut() {
    for (name, chart) in samples::all() {
        let natural = chart.natural_size().expect("a size");
        let cut = chart.on_page(natural).expect("laid out").cut_short();
        for (size, least) in [((1600, 900), 13.9_f64), ((1920, 1080), 13.9), ((640, 400), 6.0)] {
            let (width, height) = size;
            let picture = match chart.on_page(Size { width, height }) {
                Ok(picture) => picture,
                // A table of very many columns, or very many panels, needs a larger page, and says which.
                Err(ChartError::TooSmall { .. }) if natural.width > 1000 || natural.height > 800 => continue,
                Err(error) => panic!("{name}: {error}"),
            };
            assert_eq!(picture.illegible(), None, "{name} at {size:?}");
            assert!(picture.cut_short() <= cut, "{name} at {size:?}");
            // What has no rows to leave out gets by with smaller type where it is crowded.
            let least = if chart.rows().is_none() { least.min(10.0) } else { least };
            let smallest = type_sizes(&picture).into_iter().fold(f64::INFINITY, f64::min);
            assert!(smallest >= least, "{name} at {size:?}: type of {smallest} pixels");
        }
    }
}

#[test]
fn a_page_too_small_to_be_read_is_refused_with_what_it_takes() {
    for (name, chart) in samples::all() {
        let natural = chart.natural_size().expect("a size");
        if natural.width <= 639 {
            continue;
        }
        let error = render(&chart, Format::Svg, Size { width: 639, height: 400 }).expect_err("too small");
        assert_eq!(error.to_string(), "a chart needs a page of at least 640 × 400, not 639 × 400", "{name}");
    }
}

#[test]
fn a_page_without_room_for_all_rows_has_the_most_important_and_says_how_many_it_leaves_out() {
    let small = Size { width: 640, height: 400 };
    let said = |chart: &Chart, size: Size| -> String {
        let picture = chart.on_page(size).expect("laid out");
        picture.text_boxes().into_iter().map(|(text, _)| text).collect::<Vec<_>>().join(" ")
    };
    let chart = samples::missing(16);
    let short = said(&chart, small);
    let kept = |words: &str, what: &str, all: usize| {
        let left = |n: usize| format!("; no room here for the other {}", all - n);
        let said = |n: &usize| words.contains(&format!("{}{}", what.replace('#', &n.to_string()), left(*n)));
        (2..all).find(said).or(words.contains(&format!("only one of {all}{}", left(1))).then_some(1))
    };
    assert!(kept(&short, "the first # of 16", 16).is_some(), "{short}");
    let natural = chart.natural_size().expect("a size");
    assert!(!said(&chart, natural).contains("no room here"));

    // Panels with a weight stay by it, wherever they stand.
    let mut chart = samples::cover(9, 90, false, false);
    let Chart::CoverFan(fan) = &mut chart else { panic!("a chart of cover") };
    for (at, panel) in fan.panels.iter_mut().enumerate() {
        (panel.name, panel.weight) = (format!("Maker {at}"), if at == 7 { 0.9 } else { 0.01 });
    }
    let short = said(&chart, small);
    let named = (0..9).filter(|at| short.contains(&format!("Maker {at}"))).count();
    assert_eq!(kept(&short, "the # most at risk of 9", 9), Some(named), "{short}");
    assert!(short.contains("Maker 7"), "{short}");

    // A panel of all sectors is none of those that are counted.
    let mut chart = samples::sectors(6, 3, 90, 0.9);
    let Chart::Sectors(sectors) = &mut chart else { panic!("a chart of sectors") };
    for (at, panel) in sectors.panels.iter_mut().enumerate() {
        panel.weight = if at == 0 {
            1.5
        } else if at == 4 {
            2.0
        } else {
            0.1
        };
    }
    let short = said(&chart, Size { width: 1600, height: 900 });
    assert!(kept(&short, "the # most at risk of 5", 5).is_some(), "{short}");
    assert!(short.contains("Sector 0") && short.contains("Sector 4"), "{short}");
}

#[test]
fn lines_of_one_sector_are_told_apart() {
    for (makers, two) in [(7, false), (12, false), (16, false), (12, true), (16, true)] {
        let mut chart = samples::halted(makers, 90, false, 0.9);
        let Chart::HaltedBy(halted) = &mut chart else { panic!("a chart of halts") };
        for (at, line) in halted.lines.iter_mut().enumerate() {
            line.sector = if two && at % 2 > 0 { "two" } else { "one" }.to_owned();
        }
        let Chart::HaltedBy(halted) = &chart else { panic!("a chart of halts") };
        let mut looks: Vec<String> = halted.pens().iter().map(|pen| format!("{pen:?}")).collect();
        assert_eq!(looks.len(), makers);
        looks.sort();
        looks.dedup();
        assert_eq!(looks.len(), makers, "{looks:?}");
    }
}

#[test]
fn mistakes_are_named() {
    let size = Size { width: 900, height: 520 };
    let chart = Chart::HaltedBy(HaltedBy {
        dates: vec![date(2025, 4, 4)],
        lines: vec![HaltedLine { name: "Aalto Drives".to_owned(), ..HaltedLine::default() }],
        ..HaltedBy::default()
    });
    let error = render(&chart, Format::Svg, size).expect_err("a series is short");
    assert_eq!(error.to_string(), "series share of Aalto Drives has 0 values for 1 dates");
    let chart = Chart::LossDistribution(LossDistribution { share_zero: f64::NAN, ..LossDistribution::default() });
    let error = render(&chart, Format::Svg, size).expect_err("not a number");
    assert!(matches!(error, ChartError::NotANumber { .. }));
    let chart = samples::missing(1);
    let tiny = Size { width: 10, height: 10 };
    let error = render(&chart, Format::Png, tiny).expect_err("too small");
    assert!(matches!(error, ChartError::TooSmall { .. }));
}

#[test]
fn words_of_the_caption_are_escaped() {
    let mut chart = samples::missing(1);
    if let Chart::MissingMaterial(missing) = &mut chart {
        missing.caption =
            Caption { title: "Less than <half> of \"A & B\"\u{0}\u{1b}".to_owned(), ..Caption::default() };
    }
    let size = chart.natural_size().expect("a size");
    let svg = svg_of(&chart, size);
    assert_well_formed(&svg);
    assert!(!svg.contains(['\u{0}', '\u{1b}']));
}

//! Nothing lost, nothing destroyed: what may be replaced, what a kill leaves behind, what limits say before the work.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a small scenario in it, where commands are run.
struct Desk(TempDir);

const RUN: &str = "run small.json --trials 40 --no-charts";

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let scenario = r#"{
            "title": "Small", "currency": "EUR", "start": "2026-01-05", "horizon_days": 60,
            "materials": {"magnet": {"unit": "kg", "elements": {"Dy": 0.03}}, "car": {"unit": "piece"}},
            "authorities": {"desk": {"country": "CN", "controls": ["Dy"],
              "desk": {"review_work_days": {"lognormal": {"median": 20, "p90": 50}}},
              "initial_regime": "open", "regimes": {"open": {"denied_share": 0.2}}}},
            "sites": {
              "maker": {"country": "CN", "sector": "magnets", "makes": "magnet"},
              "plant": {"title": "Plant", "country": "DE", "sector": "cars", "makes": "car",
                "sales": {"per_working_day": 10, "margin_per_unit": 5},
                "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": 20},
                  "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 40}, "review_every_days": 7}}}}}},
            "lanes": {"lane": {"from": "maker", "to": "plant", "authority": "desk", "transit_days": 7}}}"#;
        desk.write("small.json", scenario);
        desk
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }
    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
    fn linestop(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("linestop").unwrap();
        command.current_dir(self.0.path()).env_remove("COLUMNS").args(arguments.split_whitespace());
        command
    }
    fn does(&self, arguments: &str) {
        self.linestop(arguments).assert().success();
    }
    /// The command fails with exit code 2 and these words, and no file changes.
    fn refuses(&self, arguments: &str, words: &[&str]) {
        let before = files(self.0.path());
        let mut assert = self.linestop(arguments).assert().code(2).stdout("");
        for word in words {
            assert = assert.stderr(contains(*word));
        }
        assert!(before == files(self.0.path()), "something was changed by {arguments}");
    }
}

/// All files below a folder with their bytes, hidden ones too.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.push((entry.path(), Vec::new()));
            found.extend(files(&entry.path()));
        } else if kind.is_file() {
            found.push((entry.path(), fs::read(entry.path()).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn no_command_replaces_what_linestop_did_not_write() {
    let desk = Desk::new();
    desk.does(RUN);
    desk.write("mine.json", "mine");
    desk.write("mine.html", "<p>mine</p>\n");
    desk.write("plan.json", "mine");
    fs::create_dir_all(desk.path("man")).unwrap();
    desk.write("man/linestop.1", "mine");
    fs::create_dir_all(desk.path("slides")).unwrap();
    desk.write("slides/small-loss.png", "mine");
    desk.does("template buyers.xlsx");
    let cases = [
        ("report output/small --out mine.json", "mine.json"),
        ("report output/small --out mine.html", "mine.html"),
        ("chart all output/small --out slides", "slides/small-loss.png"),
        ("manual man", "man/linestop.1"),
        ("template buyers.xlsx", "buyers.xlsx"),
        ("import buyers.xlsx --out plan.json", "plan.json"),
    ];
    for (arguments, file) in cases {
        desk.refuses(arguments, &["is there already", "nothing was written", "--overwrite"]);
        let before = desk.read(file);
        desk.does(&format!("{arguments} --overwrite"));
        assert!(desk.read(file) != before || file == "buyers.xlsx", "{arguments}");
    }
}

#[test]
fn own_files_are_replaced_until_somebody_edits_them() {
    let desk = Desk::new();
    desk.does("run small.json --trials 40");
    let cases = [
        ("report output/small", "output/small.html"),
        ("chart loss output/small", "output/small-loss.png"),
        ("chart loss output/small --format svg", "output/small-loss.svg"),
        ("manual man", "man/linestop-run.1"),
    ];
    for (arguments, _) in cases {
        desk.does(arguments);
    }
    // Another result makes other pages and charts, and they take the places of the earlier ones.
    desk.does("run small.json --trials 60");
    for (arguments, file) in cases {
        desk.does(arguments);
        let mut edited = desk.read(file);
        let middle = edited.len() / 2;
        edited[middle] ^= 1;
        desk.write(file, &edited);
        desk.refuses(arguments, &["has been edited since linestop wrote it", "--overwrite"]);
        assert!(desk.read(file) == edited);
        desk.does(&format!("{arguments} --overwrite"));
        desk.does(arguments);
    }
}

#[test]
fn an_edited_result_stays_until_overwriting_is_asked_for() {
    let desk = Desk::new();
    desk.does(RUN);
    desk.does(RUN);
    for (file, says) in
        [("bands.csv", "bands.csv, which has been edited"), ("manifest.json", "manifest.json, which has")]
    {
        let name = format!("output/small/{file}");
        let text = String::from_utf8(desk.read(&name)).unwrap();
        desk.write(&name, text.replacen("site", "line", 1).replacen("\"seed\": 1", "\"seed\": 2", 1));
        desk.refuses(RUN, &[says, "--overwrite"]);
        desk.does(&format!("{RUN} --overwrite"));
        desk.does(RUN);
    }
    // What linestop did not write stays, whatever is asked for.
    desk.write("output/small/notes.txt", "mine");
    desk.refuses(RUN, &["notes.txt, which linestop did not write"]);
    desk.does(&format!("{RUN} --overwrite"));
    assert_eq!(desk.read("output/small/notes.txt"), b"mine");
    // The command to do it again says nothing of it.
    let manifest: Value = serde_json::from_slice(&desk.read("output/small/manifest.json")).unwrap();
    assert!(!manifest["command"].to_string().contains("--overwrite"), "{}", manifest["command"]);
}

#[test]
fn what_is_read_is_never_written_over() {
    let desk = Desk::new();
    desk.does(RUN);
    desk.does("template buyers.xlsx");
    desk.does("template sheets");
    for arguments in [
        "import buyers.xlsx --out buyers.xlsx --overwrite",
        "import buyers.xlsx --out ./output/../buyers.xlsx --overwrite",
        "import sheets --out sheets/Sites.csv --overwrite",
        "report output/small --out output/small/summary.json --overwrite",
        "report output/small --out output/small/scenarios/small.json",
        "run output/small/scenarios/small.json --trials 9 --overwrite",
    ] {
        desk.refuses(arguments, &["is read by this command", "never replaced"]);
    }
}

#[test]
fn two_results_never_share_a_file() {
    let desk = Desk::new();
    desk.does(&format!("{RUN} --out a"));
    desk.does(&format!("{RUN} --out b"));
    desk.refuses(
        "chart loss a/small b/small --out both",
        &["two results would both be written to both/small-loss.png"],
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_write_protection_is_heeded() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let desk = Desk::new();
    desk.does(RUN);
    // A link stays a link; what it leads to is looked at as if it were named itself.
    fs::create_dir(desk.path("shared")).unwrap();
    symlink("shared/page.html", desk.path("page.html")).unwrap();
    for _ in 0..2 {
        desk.does("report output/small --out page.html");
    }
    assert!(fs::symlink_metadata(desk.path("page.html")).unwrap().is_symlink());
    assert!(desk.read("shared/page.html").starts_with(b"<!doctype html>"));
    symlink("small.json", desk.path("link.html")).unwrap();
    desk.refuses("report output/small --out link.html", &["is there already"]);
    symlink(desk.path("output/small/summary.json"), desk.path("input.html")).unwrap();
    desk.refuses("report output/small --out input.html --overwrite", &["never replaced"]);
    fs::hard_link(desk.path("output/small/summary.json"), desk.path("hard.html")).unwrap();
    desk.refuses("report output/small --out hard.html --overwrite", &["never replaced"]);
    // A result that is reached through a link is not replaced by one in place of the link.
    fs::rename(desk.path("output/small"), desk.path("elsewhere")).unwrap();
    symlink(desk.path("elsewhere"), desk.path("output/small")).unwrap();
    desk.refuses(RUN, &["is a symbolic link"]);

    // Permissions stay as they are; protected files are never replaced.
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    let set = |name: &str, mode| fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    set("shared/page.html", 0o640);
    desk.does("report elsewhere --out page.html");
    assert_eq!(mode("shared/page.html"), 0o640);
    set("shared/page.html", 0o440);
    desk.refuses("report elsewhere --out page.html --overwrite", &["is protected against writing"]);
    desk.does(&format!("{RUN} --out kept"));
    set("kept/small/summary.json", 0o444);
    desk.refuses(&format!("{RUN} --out kept --overwrite"), &["summary.json is protected against writing"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_or_a_pipe_is_written_to_and_stays_what_it_is() {
    use std::os::unix::fs::FileTypeExt as _;
    let desk = Desk::new();
    desk.does(RUN);
    desk.linestop("report output/small --out /dev/full")
        .assert()
        .code(2)
        .stderr(contains("/dev/full cannot be written"));
    desk.does("report output/small --out /dev/null");
    for device in ["/dev/full", "/dev/null"] {
        assert!(fs::metadata(device).unwrap().file_type().is_char_device());
    }
    assert!(std::process::Command::new("mkfifo").arg(desk.path("pipe")).status().unwrap().success());
    let pipe = desk.path("pipe");
    let reader = std::thread::spawn(move || fs::read(pipe).unwrap());
    desk.does("report output/small --out pipe");
    assert!(reader.join().unwrap().starts_with(b"<!doctype html>"));
    assert!(fs::metadata(desk.path("pipe")).unwrap().file_type().is_fifo());
    desk.linestop(&format!("{RUN} --out /dev/full")).assert().code(2).stderr(contains("--out needs a folder"));
    // A result whose manifest is a device is none.
    fs::create_dir(desk.path("endless")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", desk.path("endless/manifest.json")).unwrap();
    desk.linestop("report endless").assert().code(2).stderr(contains("it is not a regular file"));
    desk.linestop("report /dev/zero").assert().code(2).stderr(contains("is not a result of linestop"));
}

#[cfg(unix)]
#[test]
fn what_a_killed_run_left_is_swept_up_and_what_stood_aside_comes_back() {
    let desk = Desk::new();
    desk.does(RUN);
    let older = desk.read("output/small/summary.json");
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("linestop"))
        .current_dir(desk.0.path())
        .args(["run", "small.json", "--trials", "50000000", "--outcomes", "none"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let hidden = || {
        let names = fs::read_dir(desk.path("output")).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with(".linestop-")).collect::<Vec<_>>()
    };
    while hidden().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // While it lives, others leave its folder alone.
    desk.does("run small.json --trials 41 --no-charts --out output");
    assert_eq!(hidden().len(), 1);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(hidden().len(), 1, "nobody could tidy up");
    // As if it had been killed between two renames: the older result stands aside, its place is empty.
    let aside = desk.path("output").join(&hidden()[0]).join("old/other");
    fs::rename(desk.path("output/small"), aside).unwrap();
    desk.does(RUN);
    assert!(hidden().is_empty());
    assert!(desk.path("output/other/manifest.json").exists());
    assert!(desk.read("output/small/summary.json") == older);
}

#[cfg(target_os = "linux")]
#[test]
fn paths_need_not_be_unicode() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::new();
    let folder = OsStr::from_bytes(b"d\xe4");
    fs::create_dir(desk.0.path().join(folder)).unwrap();
    let scenario = Path::new(folder).join("small.json");
    fs::copy(desk.path("small.json"), desk.0.path().join(&scenario)).unwrap();
    let out = Path::new(folder).join("out");
    let result = out.join("small");
    desk.linestop("check").arg(&scenario).assert().success();
    desk.linestop("run --trials 40 --json").arg(&scenario).arg("--out").arg(&out).assert().success();
    desk.linestop("report --json").arg(&result).assert().success().stdout(contains("small.html"));
    desk.linestop("chart list --json").arg(&result).assert().success();
    desk.linestop("chart loss --json").arg(&result).assert().success();
    let sheets = Path::new(folder).join("buyers.xlsx");
    desk.linestop("template --json").arg(&sheets).assert().success();
    let imported = Path::new(folder).join("buyers.json");
    desk.linestop("import --json").arg(&sheets).arg("--out").arg(&imported).assert().success();
    desk.linestop("manual --json").arg(Path::new(folder).join("man")).assert().success();
    desk.linestop("size --trials 40 --no-charts --target p_halt<=50%")
        .arg(&scenario)
        .arg("--out")
        .arg(&out)
        .assert()
        .success();
    let manifest = fs::read(desk.0.path().join(&result).join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["command"][5], "scenarios/small.json");
}

#[test]
fn names_are_words_in_tables_on_terminals_and_in_pages() {
    let desk = Desk::new();
    let text = String::from_utf8(desk.read("small.json")).unwrap();
    let evil = r#"=HYPERLINK(\"http://x\";\"y\")\u001b]0;owned\u0007\u009b2J\u202e<script>"#;
    desk.write("evil.json", text.replace("\"title\": \"Plant\"", &format!("\"title\": \"{evil}\"")));
    let shown = desk.linestop("run evil.json --trials 40 --xlsx").assert().success();
    let shown = String::from_utf8_lossy(&shown.get_output().stdout).into_owned();
    assert!(shown.contains("HYPERLINK") && !shown.chars().any(|c| "\u{1b}\u{7}\u{9b}\u{202e}".contains(c)), "{shown}");
    let json = desk.linestop("run evil.json --trials 40 --json --no-charts").assert().success();
    let json = String::from_utf8_lossy(&json.get_output().stdout).into_owned();
    assert!(json.contains("2J<script>") && !json.contains("\\u009b") && !json.contains('\u{9b}'));
    let title = serde_json::from_str::<Value>(&json).unwrap()[0]["lines"][0]["title"].as_str().unwrap().to_owned();
    assert!(title.starts_with("=HYPERLINK(\"http://x\""), "text stays text: {title}");
    for entry in fs::read_dir(desk.path("output/evil")).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|ending| ending == "csv") {
            let mut rows = csv::ReaderBuilder::new().has_headers(false).from_path(entry.path()).unwrap();
            for cell in rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell} in {:?}", entry.path());
            }
        }
    }
    desk.does("report output/evil");
    let page = String::from_utf8(desk.read("output/evil.html")).unwrap();
    assert!(page.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"));
    assert_eq!(page.matches("<script").count(), 1);
}

#[test]
fn a_picture_of_too_many_dots_is_refused_before_it_is_drawn() {
    let desk = Desk::new();
    desk.does("run small.json --trials 40");
    desk.refuses("chart loss output/small --size 16000x9000", &["576 million dots", "at most 48 million"]);
    desk.refuses("chart loss output/small --size 40000x40000", &["at most 16000 × 16000"]);
    desk.does("chart loss output/small --size 16000x9000 --format svg");
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_of_the_address_space_is_told_before_the_work() {
    let desk = Desk::new();
    let linestop = assert_cmd::cargo::cargo_bin("linestop");
    let limited = |kilobytes: u32, arguments: &str| {
        let script = format!("ulimit -v {kilobytes} && exec {} {arguments}", linestop.display());
        std::process::Command::new("sh").current_dir(desk.0.path()).args(["-c", &script]).output().unwrap()
    };
    let refused = limited(130_000, RUN);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{words}");
    assert!(words.contains("ulimit -v") && !desk.path("output").exists(), "{words}");
    assert_eq!(limited(4_000_000, &format!("{RUN} --threads 2")).status.code(), Some(0));
    // A picture that would not fit is named, and nothing is written.
    desk.does(RUN);
    let before = files(desk.0.path());
    let refused = limited(200_000, "chart loss output/small --size 6000x2000");
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{words}");
    assert!(words.contains("the chart loss cannot be drawn: ") && words.contains("no memory"), "{words}");
    assert!(before == files(desk.0.path()));
}

use super::*;
use crate::test_support::Rng;
use crate::{TableOptions, TableReader};

fn rewrite(rewriter: &RowRewriter, row: &str, set: &[SetCell<'_>]) -> String {
    let mut out = Vec::new();
    rewriter.rewrite(row.as_bytes(), set, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The cells of a row, as they are read.
fn cells(row: &str) -> Vec<String> {
    let options = TableOptions::new().with_delimiter(Delimiter::COMMA).with_header(false);
    let mut table = TableReader::new(row.as_bytes(), options).unwrap();
    let row = table.next_row().unwrap();
    let cells = row.iter().flat_map(crate::Row::cells);
    cells.map(|cell| cell.unwrap_or_default().into_owned()).collect()
}

fn text_of(text: &str, span: Range<u64>) -> String {
    let index = |at| usize::try_from(at).unwrap();
    text.get(index(span.start)..index(span.end)).unwrap().to_owned()
}

#[test]
fn other_bytes_are_kept() {
    let edits = [(0, FieldEdit::Remove), (1, FieldEdit::RoundCoordinate)];
    let rewriter = RowRewriter::new(Delimiter::COMMA, edits).unwrap();
    for (row, expected) in [
        ("u,52.520008,\"x, y\" , 1.50", ",52.52,\"x, y\" , 1.50"),
        ("\"u,\"\"1\",\"52.520008\",", "\"\",\"52.52\","),
        (",,", ",,"),
        ("", ""),
        ("\"\",52.5", "\"\",52.5"),
        // A line without text is not a row.
        ("u", "\"\""),
        ("u,here,x", ",,x"),
        ("\"u\"x,1,x", "\"\",1,x"),
    ] {
        assert_eq!(rewrite(&rewriter, row, &[]), expected, "{row}");
    }
    assert!(rewriter.rewrite(b"\xff,1", &[], &mut Vec::new()).is_err());
}

/// Quotes of the table are not those of a text in it.
#[test]
fn parameters_in_quoted_cells_leave_the_table_whole() {
    let parameters = ParameterRewriter::new([("uid", FieldEdit::Remove)]).unwrap();
    let rewriter = RowRewriter::new(Delimiter::COMMA, []).unwrap().with_parameters(parameters);
    for (row, expected) in [
        (r#"1,"https://x/?uid=7\",2"#, r#"1,"https://x/?uid=",2"#),
        (r#""{""u"":""/?uid=7\""b"",""v"":1}",x"#, r#""{""u"":""/?uid="",""v"":1}",x"#),
        (r#""a=""1"" b","/?x=1&uid=8""#, r#""a=""1"" b","/?x=1&uid=""#),
        ("/?uid=7,1", "/?uid=,1"),
        ("sid=1; uid=7,1", "sid=1; uid=,1"),
    ] {
        let found = rewrite(&rewriter, row, &[]);
        assert_eq!(found, expected, "{row}");
        assert_eq!(cells(&found).len(), cells(row).len(), "{row}");
    }
    // What is left are the same cells, whatever quotes and backslashes they have.
    let mut rng = Rng::new(11);
    let characters = ['a', '"', '\\', '&', '=', ',', '\n', ' '];
    for _ in 0..2_000 {
        let mut text = || -> String { (0..rng.below(8)).map(|_| *rng.pick(&characters)).collect() };
        let texts = [text(), format!("/?{}&uid={}", text(), text()), text()];
        let row =
            texts.each_ref().map(|text| format!("\"{}\"", text.replace('"', "\"\""))).join(",");
        let found = cells(&rewrite(&rewriter, &row, &[]));
        assert_eq!(found.len(), 3, "{row}");
        for (found, text) in found.iter().zip(&texts) {
            assert!(!text.contains("uid=") || found.contains("uid="), "{row}");
            assert!(text.contains("uid=") || found == text, "{row}");
        }
    }
}

#[test]
fn cells_are_set_added_and_kept() {
    let rewriter = RowRewriter::new(Delimiter::PIPE, []).unwrap();
    let set = [SetCell { column: Some(1), text: "a|b" }, SetCell { column: None, text: "deny" }];
    assert_eq!(rewrite(&rewriter, "1|\"x\"|", &set), "1|\"a|b\"||deny");
    assert_eq!(rewrite(&rewriter, "1|x|", &set), "1|\"a|b\"||deny");
    let set = [SetCell { column: Some(3), text: "x" }];
    for (row, expected) in [("1|2", "1|2||x"), ("1|2|3", "1|2|3|x"), ("1|2|3|4|5", "1|2|3|x|5")] {
        assert_eq!(rewrite(&rewriter, row, &set), expected);
    }

    let rewriter = rewriter.keep_only([0, 2]);
    assert_eq!(rewrite(&rewriter, "1|2|3|\"4\"", &[]), "1||3|\"\"");
    let mut out = Vec::new();
    assert!(rewriter.rewrite(b"1|2|3", &[], &mut out).unwrap().is_reduced);
    assert!(rewriter.rewrite(b"1||3", &[], &mut out).unwrap().is_unchanged());
}

#[test]
fn removal_wins_over_other_edits_of_a_column() {
    let edits = [(0, FieldEdit::TruncateIp), (0, FieldEdit::Remove)];
    let rewriter = RowRewriter::new(Delimiter::COMMA, edits).unwrap();
    assert_eq!(rewrite(&rewriter, "192.0.2.7,1", &[]), ",1");
}

#[test]
fn parameters_of_cells_are_rewritten() {
    let parameters = ParameterRewriter::new([("uid", FieldEdit::Remove)]).unwrap();
    let rewriter = RowRewriter::new(Delimiter::COMMA, [(1, FieldEdit::Remove)]).unwrap();
    let rewriter = rewriter.with_parameters(parameters);
    let row = "https://a.example/?uid=7&x=1,uid=8,\"/?uid=9\",z";
    assert_eq!(rewrite(&rewriter, row, &[]), "https://a.example/?uid=&x=1,,\"/?uid=\",z");
}

/// What is read of the rewritten row is what was read before, with the edits applied.
#[test]
fn cells_are_edited_as_they_are_read() {
    let mut rng = Rng::new(11);
    let characters = ['a', '1', '"', '"', ',', ',', '.', 'é', ' ', '\n'];
    for _ in 0..1_000 {
        let mut row: String = (0..rng.below(24)).map(|_| *rng.pick(&characters)).collect();
        // A row as it is read: up to its line end, which may be in quotes.
        let options = TableOptions::new().with_delimiter(Delimiter::COMMA).with_header(false);
        let mut table = TableReader::new(row.as_bytes(), options).unwrap();
        let Some(read) = table.next_row().unwrap() else { continue };
        let span = read.span();
        row = text_of(&row, span);
        let before = cells(&row);
        let (removed, kept) = (rng.below(4), rng.below(4));
        let rewriter = RowRewriter::new(Delimiter::COMMA, [(removed, FieldEdit::Remove)]).unwrap();
        let mut expected = before.clone();
        expected.iter_mut().skip(removed).take(1).for_each(String::clear);
        let once = rewrite(&rewriter, &row, &[]);
        let is_closed = row.matches('"').count().is_multiple_of(2);
        if is_closed && expected.iter().any(|cell| !cell.is_empty()) {
            assert_eq!(cells(&once), expected, "{row:?}");
        }
        assert_eq!(rewrite(&rewriter, &once, &[]), once, "{row:?}");

        let rewriter = RowRewriter::new(Delimiter::COMMA, []).unwrap().keep_only([kept]);
        let once = rewrite(&rewriter, &row, &[]);
        let mut expected = vec![String::new(); before.len()];
        expected.iter_mut().zip(&before).skip(kept).take(1).for_each(|(new, old)| {
            new.clone_from(old);
        });
        if is_closed && expected.iter().any(|cell| !cell.is_empty()) {
            assert_eq!(cells(&once), expected, "{row:?}");
        }
    }
}

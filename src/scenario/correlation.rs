//! Parameters that hang together, by the correlation of their ranks.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Distribution, Empirical, Expression, Parameter};
use crate::random::copula;

/// Two parameters that turn out high, or low, together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_field_names, reason = "the keys of the file")]
pub struct Correlation {
    /// The two parameters.
    pub between: [String; 2],
    /// Spearman's rank correlation: near 1 both turn out high together, near −1 one high where the other is low.
    #[schemars(range(min = -1.0, max = 1.0))]
    pub rank_correlation: f64,
    /// The source.
    pub source: Option<String>,
    /// The reason why it was assumed.
    pub assumption: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// Parameters that hang together, in the order of their names, and the correlations of their normal scores.
pub(crate) struct Scores<'a> {
    /// The names.
    pub names: Vec<&'a str>,
    /// The matrix.
    pub matrix: Vec<Vec<f64>>,
}

impl<'a> Scores<'a> {
    /// Of the correlations of a scenario; those of what is no parameter, or is drawn in rows, do not count.
    pub(crate) fn of(correlations: &'a [Correlation], parameters: &IndexMap<String, Parameter>) -> Self {
        let counts = |name: &str| parameters.get(name).is_some_and(|parameter| !in_rows(parameter));
        let pairs = || correlations.iter().filter(|c| c.between.iter().all(|name| counts(name)));
        let mut names: Vec<&str> = pairs().flat_map(|c| &c.between).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let mut matrix = vec![vec![0.0; names.len()]; names.len()];
        (0..names.len()).for_each(|i| matrix[i][i] = 1.0);
        for pair in pairs() {
            let [a, b] = [0, 1].map(|side| names.binary_search(&pair.between[side].as_str()).unwrap_or(0));
            if a != b {
                matrix[a][b] = copula::of_scores(pair.rank_correlation);
                matrix[b][a] = matrix[a][b];
            }
        }
        Self { names, matrix }
    }
}

/// Whether a parameter is drawn together with others, row by row.
pub(crate) fn in_rows(parameter: &Parameter) -> bool {
    matches!(
        &parameter.value.expression,
        Expression::Distribution(Distribution::Empirical(Empirical { together: Some(_), .. }))
    )
}

//! Numbers as an analyst writes them: plain, with a source, as a named parameter, or as a distribution.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::distribution::Distribution;

/// What a number may be: its range, both ends included, and its unit in words.
pub trait Range: 'static {
    /// Name in the schema.
    const NAME: &'static str;
    /// Smallest value allowed.
    const MIN: f64;
    /// Largest value allowed.
    const MAX: f64;
    /// Smallest value above 0: what is below it is nothing, or a slip.
    const SMALLEST: f64;
    /// The unit, for messages and the schema.
    const UNIT: &'static str;
}

macro_rules! ranges {
    ($($(#[$doc:meta])* $name:ident: $min:expr, $max:expr, $smallest:expr, $unit:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;
        impl Range for $name {
            const NAME: &'static str = stringify!($name);
            const MIN: f64 = $min;
            const MAX: f64 = $max;
            const SMALLEST: f64 = $smallest;
            const UNIT: &'static str = $unit;
        }
    )*};
}

ranges! {
    /// A share or a probability, 0 to 1.
    Share: 0.0, 1.0, 1e-9, "share";
    /// A length of time in days.
    Days: 0.0, 36_500.0, 1e-6, "days";
    /// A quantity in the material's unit.
    Quantity: 0.0, 1e15, 1e-12, "in the material's unit";
    /// Hours of work.
    Hours: 0.0, 1e6, 1e-9, "hours";
    /// A quantity that cannot be zero.
    PositiveQuantity: 1e-12, 1e15, 1e-12, "in the material's unit";
    /// Money in the file's currency.
    Money: 0.0, 1e15, 1e-9, "in the file's currency";
    /// Money in the currency of a lane.
    LaneMoney: 0.0, 1e15, 1e-9, "in the lane's currency";
    /// What a unit of another currency costs in the file's.
    ExchangeRate: 1e-9, 1e9, 1e-9, "in the file's currency, of one unit of the other";
    /// A duty: 0.25 is a quarter of the price.
    Duty: 0.0, 10.0, 1e-6, "share";
    /// A speed or a scale, 1 = nominal.
    Factor: 0.0, 1000.0, 1e-6, "times the nominal value";
    /// Files at the licence desk (a number, or a number a working day).
    Files: 0.0, 1e7, 1e-4, "files";
    /// Any finite number.
    Real: -1e15, 1e15, 0.0, "number";
}

/// Where a number comes from. Every number may carry it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The source: a document, a web address, a file.
    pub source: Option<String>,
    /// The reason why this value was assumed, where no source says it.
    pub assumption: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// What stands for the value.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A plain value.
    Value(f64),
    /// The named parameter of this file.
    Parameter(String),
    /// A distribution.
    Distribution(Distribution),
}

/// A number within the range `R`. Written in place of a plain number, a distribution is a parameter named by its
/// path, drawn once a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Number<R> {
    /// The value, the parameter or the distribution.
    pub expression: Expression,
    /// Source, assumption or note.
    pub provenance: Provenance,
    range: PhantomData<R>,
}

impl<R: Range> Number<R> {
    /// A plain value without provenance.
    #[must_use]
    pub fn plain(value: f64) -> Self {
        Self { expression: Expression::Value(value), provenance: Provenance::default(), range: PhantomData }
    }
    /// The plain value, if it is one.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        if let Expression::Value(x) = self.expression { Some(x) } else { None }
    }
}

/// A number drawn anew at every use (a wait, a transit, a fraction): the same notation as [`Number`], but a
/// distribution means one draw an event and a parameter one value a trial.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(transparent, bound = "R: Range")]
pub struct Draw<R>(pub Number<R>);

impl<R: Range> Number<R> {
    pub(super) fn checked<E: de::Error>(self) -> Result<Self, E> {
        match self.expression {
            Expression::Value(x) if !(R::MIN..=R::MAX).contains(&x) => {
                Err(E::custom(format!("found {x}, allowed {}", allowed::<R>())))
            }
            Expression::Value(x) if x > 0.0 && x < R::SMALLEST => {
                Err(E::custom(format!("found {x}, allowed {}; above 0 at least {:e}", allowed::<R>(), R::SMALLEST)))
            }
            _ => Ok(self),
        }
    }

    fn from_object<E: de::Error>(mut object: serde_json::Map<String, serde_json::Value>) -> Result<Self, E> {
        fn read<T: de::DeserializeOwned, E: de::Error>(value: serde_json::Value) -> Result<T, E> {
            serde_json::from_value(value).map_err(E::custom)
        }
        let mut take = |key: &str| object.remove(key).map(read::<String, E>).transpose();
        let provenance = Provenance { source: take("source")?, assumption: take("assumption")?, note: take("note")? };
        if object.len() != 1 {
            let found = object.keys().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
            return Err(E::custom(format!(
                "found {}, allowed exactly one of `value`, `parameter` or a distribution such as `triangular`",
                if found.is_empty() { "none".to_owned() } else { found }
            )));
        }
        let expression = match object.iter().next() {
            Some((key, value)) if key == "value" => Expression::Value(read(value.clone())?),
            Some((key, value)) if key == "parameter" => Expression::Parameter(read(value.clone())?),
            _ => Expression::Distribution(read(serde_json::Value::Object(object))?),
        };
        Self { expression, provenance, range: PhantomData }.checked()
    }
}

/// The range of `R` in words.
#[must_use]
pub(crate) fn allowed<R: Range>() -> String {
    if R::MAX >= 1e15 && R::MIN <= -1e15 {
        "any number".to_owned()
    } else if R::MAX >= 1e15 {
        if R::MIN > 0.0 { format!("above 0 ({})", R::UNIT) } else { format!("0 or more ({})", R::UNIT) }
    } else {
        format!("{} to {} ({})", R::MIN, R::MAX, R::UNIT)
    }
}

impl<'de, R: Range> Deserialize<'de> for Number<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberVisitor<R>(PhantomData<R>);
        impl<'de, R: Range> Visitor<'de> for NumberVisitor<R> {
            type Value = Number<R>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a number ({}), or an object with `value`, `parameter` or a distribution", allowed::<R>())
            }
            #[allow(clippy::cast_precision_loss)] // scenario values are far below 2^53
            fn visit_i64<E: de::Error>(self, x: i64) -> Result<Self::Value, E> {
                Number::plain(x as f64).checked()
            }
            #[allow(clippy::cast_precision_loss)] // scenario values are far below 2^53
            fn visit_u64<E: de::Error>(self, x: u64) -> Result<Self::Value, E> {
                Number::plain(x as f64).checked()
            }
            fn visit_f64<E: de::Error>(self, x: f64) -> Result<Self::Value, E> {
                Number::plain(x).checked()
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut object = serde_json::Map::new();
                while let Some((key, value)) = map.next_entry::<String, serde_json::Value>()? {
                    object.insert(key, value);
                }
                Number::from_object(object)
            }
        }
        deserializer.deserialize_any(NumberVisitor(PhantomData))
    }
}

impl<R: Range> JsonSchema for Number<R> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        R::NAME.into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut object = generator.subschema_for::<NumberObject>();
        let mut plain = json_schema!({ "type": "number", "title": allowed::<R>() });
        plain.insert("minimum".into(), R::MIN.into());
        plain.insert("maximum".into(), R::MAX.into());
        let mut value = serde_json::json!({ "minimum": R::MIN, "maximum": R::MAX });
        if R::MIN == 0.0 {
            let not_tiny = serde_json::json!([{ "const": 0 }, { "minimum": R::SMALLEST }]);
            plain.insert("anyOf".into(), not_tiny.clone());
            value["anyOf"] = not_tiny;
        }
        let range = serde_json::json!({ "value": value });
        object.insert("properties".into(), range);
        json_schema!({ "description": format!("A number: {}.", allowed::<R>()), "anyOf": [plain, object] })
    }
}

impl<R: Range> JsonSchema for Draw<R> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Draw", R::NAME).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Number::<R>::json_schema(generator);
        let text = format!("A number: {}; a distribution is drawn anew at every use.", allowed::<R>());
        schema.insert("description".into(), text.into());
        schema
    }
}

/// The long form of a number in the schema.
struct NumberObject;

impl JsonSchema for NumberObject {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NumberObject".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = serde_json::Map::new();
        properties.insert("value".into(), serde_json::json!({ "type": "number", "description": "A plain value." }));
        properties.insert(
            "parameter".into(),
            serde_json::json!({ "type": "string", "description": "The name of a parameter of this file." }),
        );
        for part in [Distribution::json_schema(generator), Provenance::json_schema(generator)] {
            let part = part.to_value();
            let alternatives =
                part.get("oneOf").and_then(|x| x.as_array().cloned()).unwrap_or_else(|| vec![part.clone()]);
            for alternative in alternatives {
                let fields = alternative.get("properties").and_then(|x| x.as_object()).cloned().unwrap_or_default();
                for (name, mut schema) in fields {
                    if let (Some(text), Some(field)) = (alternative.get("description"), schema.as_object_mut())
                        && !field.contains_key("description")
                        && !field.contains_key("$ref")
                    {
                        field.insert("description".into(), text.clone());
                    }
                    properties.insert(name, schema);
                }
            }
        }
        let ways: Vec<_> = properties
            .keys()
            .filter(|k| !["source", "assumption", "note"].contains(&k.as_str()))
            .map(|k| serde_json::json!({ "required": [k] }))
            .collect();
        json_schema!({
            "description": "A number with its provenance: exactly one of `value`, `parameter` and the distributions.",
            "type": "object", "properties": properties, "additionalProperties": false, "oneOf": ways
        })
    }
}

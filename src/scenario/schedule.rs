//! Numbers that change on dates.

use std::fmt;
use std::marker::PhantomData;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer};

use super::number::{Number, Range, allowed};

/// A number that changes on dates: a plain number, or steps that each hold until the next.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule<R> {
    /// The same on every day.
    Constant(Box<Number<R>>),
    /// Steps in order of date; before the first one the value is 0.
    Steps(Vec<Step<R>>),
}

impl<R> Schedule<R> {
    fn constant(number: Number<R>) -> Self {
        Self::Constant(Box::new(number))
    }
}

/// One step of a schedule.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: Range")]
#[schemars(bound = "R: Range")]
pub struct Step<R> {
    /// First day on which the value holds.
    pub from: Date,
    /// The value.
    pub value: Number<R>,
}

impl<'de, R: Range> Deserialize<'de> for Schedule<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScheduleVisitor<R>(PhantomData<R>);
        impl<'de, R: Range> Visitor<'de> for ScheduleVisitor<R> {
            type Value = Schedule<R>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a number ({}), or a list of steps {{from, value}}", allowed::<R>())
            }
            #[allow(clippy::cast_precision_loss)] // scenario values are far below 2^53
            fn visit_i64<E: de::Error>(self, x: i64) -> Result<Self::Value, E> {
                Number::plain(x as f64).checked().map(Schedule::constant)
            }
            #[allow(clippy::cast_precision_loss)] // scenario values are far below 2^53
            fn visit_u64<E: de::Error>(self, x: u64) -> Result<Self::Value, E> {
                Number::plain(x as f64).checked().map(Schedule::constant)
            }
            fn visit_f64<E: de::Error>(self, x: f64) -> Result<Self::Value, E> {
                Number::plain(x).checked().map(Schedule::constant)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Number::deserialize(de::value::MapAccessDeserializer::new(map)).map(Schedule::constant)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Schedule::Steps)
            }
        }
        deserializer.deserialize_any(ScheduleVisitor(PhantomData))
    }
}

impl<R: Range> JsonSchema for Schedule<R> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Schedule", R::NAME).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Number<R>>();
        let step = generator.subschema_for::<Step<R>>();
        json_schema!({
            "description": "A number, or steps by date that each hold until the next (0 before the first).",
            "anyOf": [number, { "type": "array", "items": step, "minItems": 1 }]
        })
    }
}

//! The types of results in SQL dialects.

use arrow_schema::{DataType, Fields};

/// A dialect of SQL, or of a schema string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Apache Spark and Databricks.
    Spark,
    /// DuckDB.
    DuckDb,
    /// BigQuery.
    BigQuery,
    /// Trino and Athena.
    Trino,
    /// ClickHouse. Structs are tuples, and their fields cannot be null as a whole: `error` has null
    /// fields instead.
    ClickHouse,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 5] =
        [Self::Spark, Self::DuckDb, Self::BigQuery, Self::Trino, Self::ClickHouse];

    /// The name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spark => "spark",
            Self::DuckDb => "duckdb",
            Self::BigQuery => "bigquery",
            Self::Trino => "trino",
            Self::ClickHouse => "clickhouse",
        }
    }

    /// The dialect with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// The type of a result in the dialect. `None` for types that no kernel returns.
    ///
    /// ```
    /// use arrow_schema::DataType;
    /// use tcf_arrow::{Dialect, schema};
    /// let range = DataType::Struct(schema::range());
    /// assert_eq!(Dialect::Spark.type_of(&range).unwrap(), "STRUCT<start: INT, end: INT>");
    /// assert_eq!(Dialect::DuckDb.type_of(&range).unwrap(), r#"STRUCT("start" INTEGER, "end" INTEGER)"#);
    /// ```
    pub fn type_of(self, data_type: &DataType) -> Option<String> {
        let simple = |names: [&str; 5]| {
            let names = Self::ALL.into_iter().zip(names);
            names.into_iter().find(|(dialect, _)| *dialect == self).map(|(_, name)| name.to_owned())
        };
        let name = match data_type {
            DataType::Boolean => simple(["BOOLEAN", "BOOLEAN", "BOOL", "BOOLEAN", "Bool"])?,
            DataType::Int8 => simple(["TINYINT", "TINYINT", "INT64", "TINYINT", "Int8"])?,
            DataType::Int16 => simple(["SMALLINT", "SMALLINT", "INT64", "SMALLINT", "Int16"])?,
            DataType::Int32 => simple(["INT", "INTEGER", "INT64", "INTEGER", "Int32"])?,
            DataType::Int64 => simple(["BIGINT", "BIGINT", "INT64", "BIGINT", "Int64"])?,
            DataType::Utf8 => simple(["STRING", "VARCHAR", "STRING", "VARCHAR", "String"])?,
            DataType::Timestamp(..) => simple([
                "TIMESTAMP",
                "TIMESTAMP WITH TIME ZONE",
                "TIMESTAMP",
                "TIMESTAMP(6) WITH TIME ZONE",
                "DateTime64(6, 'UTC')",
            ])?,
            DataType::List(item) => return self.list_of(item.data_type()),
            DataType::Struct(fields) => return self.struct_of(fields),
            _ => return None,
        };
        Some(if self == Self::ClickHouse { format!("Nullable({name})") } else { name })
    }

    fn list_of(self, item: &DataType) -> Option<String> {
        let item = self.type_of(item)?;
        Some(match self {
            Self::Spark | Self::BigQuery => format!("ARRAY<{item}>"),
            Self::DuckDb => format!("{item}[]"),
            Self::Trino | Self::ClickHouse => {
                format!("{}({item})", if self == Self::Trino { "ARRAY" } else { "Array" })
            }
        })
    }

    fn struct_of(self, fields: &Fields) -> Option<String> {
        let mut members = Vec::with_capacity(fields.len());
        for field in fields {
            let data_type = self.type_of(field.data_type())?;
            let name = self.quoted(field.name());
            let separator = if self == Self::Spark { ": " } else { " " };
            members.push(format!("{name}{separator}{data_type}"));
        }
        let members = members.join(", ");
        Some(match self {
            Self::Spark | Self::BigQuery => format!("STRUCT<{members}>"),
            Self::DuckDb => format!("STRUCT({members})"),
            Self::Trino => format!("ROW({members})"),
            Self::ClickHouse => format!("Tuple({members})"),
        })
    }

    /// A name as the dialect writes names that may be keywords.
    fn quoted(self, name: &str) -> String {
        match self {
            Self::Spark => name.to_owned(),
            Self::DuckDb | Self::Trino => format!("\"{name}\""),
            Self::BigQuery | Self::ClickHouse => format!("`{name}`"),
        }
    }

    /// The columns of a table with these fields, for `CREATE TABLE` and schema strings.
    ///
    /// ```
    /// use tcf_arrow::{Dialect, schema};
    /// let columns = Dialect::Spark.columns_of(&schema::vendor_counts()).unwrap();
    /// assert!(columns.starts_with("vendor INT, rows BIGINT, disclosed BIGINT"));
    /// ```
    pub fn columns_of(self, fields: &Fields) -> Option<String> {
        let columns = fields.iter().map(|field| {
            Some(format!("{} {}", self.quoted(field.name()), self.type_of(field.data_type())?))
        });
        Some(columns.collect::<Option<Vec<_>>>()?.join(", "))
    }
}

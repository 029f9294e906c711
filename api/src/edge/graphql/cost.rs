//! What a query costs, and that it may not cost more: said with both figures, so that whoever wrote it
//! knows how far to go back.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{ServerError, ValidationResult, async_trait};

use super::limits::COMPLEXITY;
use crate::error::{Code, Error};

/// The extension to be given to the schema.
#[derive(Clone, Copy, Debug)]
pub struct Cost;

impl ExtensionFactory for Cost {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Cost {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        if result.complexity <= COMPLEXITY {
            return Ok(result);
        }
        let detail = format!(
            "The query costs {} points, and may cost {COMPLEXITY}: a field is one, a page its rows times what each row costs. Ask for fewer things or shorter pages.",
            result.complexity
        );
        let mut error = ServerError::new(detail.clone(), None);
        error.source = Some(Arc::new(Error::new(Code::QueryTooComplex, detail)));
        Err(vec![error])
    }
}

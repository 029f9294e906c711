//! What is to go, as the schema says it.

use std::borrow::Cow;

use async_graphql::parser::types::Directive;
use async_graphql::registry::{Deprecation, MetaType, Registry};
use async_graphql::{ContextDirective, CustomDirective, CustomDirectiveFactory, ServerError, ServerResult};

use super::Roots;
use crate::edge::deprecated::Deprecated;

/// Marks fields and input members as `@deprecated`. async-graphql lets nobody but its macros write
/// there, except what registers itself as a directive: this is none, and puts none into the schema.
pub struct Marks {
    pub table: &'static [Deprecated],
    pub roots: Roots,
}

impl CustomDirectiveFactory for Marks {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("marks")
    }

    fn register(&self, registry: &mut Registry) {
        for entry in self.table {
            let Some((ty, name)) = entry.field(&self.roots) else { continue };
            let reason = Some(entry.reason());
            let marked = match registry.types.get_mut(ty) {
                Some(MetaType::Object { fields, .. } | MetaType::Interface { fields, .. }) => {
                    fields.get_mut(name).map(|field| &mut field.deprecation)
                }
                Some(MetaType::InputObject { input_fields, .. }) => {
                    input_fields.get_mut(name).map(|field| &mut field.deprecation)
                }
                _ => None,
            };
            if let Some(marked) = marked {
                *marked = Deprecation::Deprecated { reason };
            }
        }
    }

    fn create(&self, _: &ContextDirective<'_>, directive: &Directive) -> ServerResult<Box<dyn CustomDirective>> {
        // Never reached: validation knows no directive of this name.
        Err(ServerError::new("There is no such directive.", Some(directive.name.pos)))
    }
}

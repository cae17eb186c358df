/**
 * What a CustomResourceDefinition says about its objects. Enters: an {@code openAPIV3Schema} and objects as JSON trees. Leaves: objects
 * pruned and defaulted, and {@link io.routelb.schema.FieldError}s in Kubernetes' words. What does not belong: HTTP, storage,
 * the names and versions of a CRD.
 *
 * <p>Usage: {@code StructuralSchema.parse(schema, "spec.versions[0].schema.openAPIV3Schema")} once per CRD version (it compiles patterns
 * and CEL; keep the result), then for each write {@code prune}, {@code withDefaults}, {@code validate} in this order.
 */
@NullMarked
package io.routelb.schema;

import org.jspecify.annotations.NullMarked;

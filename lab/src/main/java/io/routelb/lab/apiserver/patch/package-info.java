/**
 * What a PATCH, an apply or an ordinary write does to an object, as pure functions of JSON trees. Enters: the stored object, what
 * the client sent, {@link io.routelb.lab.apiserver.patch.ListKeys} for the kind, the {@link io.routelb.lab.apiserver.patch.FieldWriter}.
 * Leaves: a new tree, or a {@link io.routelb.lab.apiserver.patch.PatchException} that carries the HTTP code. Inputs are never changed.
 * What does not belong: HTTP, storage, the clock, defaulting and validation.
 *
 * <p>Usage: {@code JsonPatch.apply(doc, ops)}, {@code MergePatch.apply(doc, patch)}, {@code StrategicMergePatch.apply(doc, patch, keys)},
 * then {@code ManagedFields.onUpdate(Optional.of(before), after, writer, keys)} for all three and for POST and PUT;
 * {@code ServerSideApply.apply(live, applied, writer, force, keys)} does its own book-keeping.
 */
@NullMarked
package io.routelb.lab.apiserver.patch;

import org.jspecify.annotations.NullMarked;

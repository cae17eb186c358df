/**
 * The API conventions: what create, update, patch, delete and list mean for any kind. Enters: a type, a name, a JSON tree, options.
 * Leaves: stored objects or an {@link io.routelb.lab.apiserver.status.ApiError}. What does not belong: HTTP, who asks, rules about one kind.
 */
@NullMarked
package io.routelb.lab.apiserver.registry;

import org.jspecify.annotations.NullMarked;

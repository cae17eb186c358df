/**
 * The built-in kinds: their names, and for each what a real API server defaults, allocates and refuses. Enters: objects about to be
 * written. Leaves: the same objects completed, causes of refusal. What does not belong: storage, HTTP, custom resources' schemas.
 */
@NullMarked
package io.routelb.lab.apiserver.builtin;

import org.jspecify.annotations.NullMarked;

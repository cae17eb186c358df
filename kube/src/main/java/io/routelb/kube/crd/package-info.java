/**
 * The custom resources as client-java's Gson reads and writes them: plain classes with public, nullable fields named exactly as in
 * {@code deploy/crds}. A test compares the two.
 *
 * <p>Enters: JSON of the API server. Leaves: raw objects for {@code watch}, status bodies for {@code write}. What does not belong:
 * rules, defaults, parsing of what the text inside a field means.
 */
@NullMarked
package io.routelb.kube.crd;

import org.jspecify.annotations.NullMarked;

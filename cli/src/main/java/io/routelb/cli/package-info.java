/**
 * {@code kubectl routelb}: what RouteLB does and why not, for people. Enters: objects of the API server. Leaves: text or JSON. What does
 * not belong: logic the daemons need.
 */
@NullMarked
package io.routelb.cli;

import org.jspecify.annotations.NullMarked;

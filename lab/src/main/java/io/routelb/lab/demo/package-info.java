/**
 * The demonstration: the one-router example, applied as a user would, watched through the eyes of the router and a client. In: a
 * lab that is up but not configured. Out: a narration on standard output and the figures of what was seen. Not here: how a lab
 * is made; further promises, which are scenarios.
 */
@NullMarked
package io.routelb.lab.demo;

import org.jspecify.annotations.NullMarked;

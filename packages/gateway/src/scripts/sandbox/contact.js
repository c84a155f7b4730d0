(inner) => {
  class Contact {
    #number;
    #row = null;
    #before = null;

    constructor(number) {
      this.#number = number;
    }

    /** Asked for when the script first looks, as most steps of most scripts do not. */
    get #loaded() {
      if (this.#row === null) {
        this.#row = inner.ask('contact.load', { number: this.#number });
        this.#before = { name: this.#row.name, vars: JSON.stringify(this.#row.vars) };
      }
      return this.#row;
    }

    get id() {
      return this.#number;
    }
    get phone_number() {
      return this.#number;
    }
    get name() {
      return this.#loaded.name;
    }
    set name(name) {
      this.#loaded.name = String(name);
    }
    get vars() {
      return this.#loaded.vars;
    }
    set vars(vars) {
      this.#loaded.vars = vars;
    }

    /** Writes what was changed, if anything was. */
    save() {
      if (this.#row === null) return;
      const { name, vars } = this.#row;
      const { set, removed } = inner.changesOf(vars, this.#before.vars);
      if (name === this.#before.name && Object.keys(set).length === 0 && removed.length === 0) return;
      inner.ask('contact.save', { number: this.#number, name, set, removed });
      this.#before = { name, vars: JSON.stringify(vars) };
    }

    toJSON() {
      return { phone_number: this.#number, name: this.name, vars: this.vars };
    }
  }
  inner.refuse(Contact.prototype, 'contact.', [
    'addToGroup',
    'removeFromGroup',
    'isInGroup',
    'queryGroups',
    'queryMessages',
    'queryDataRows',
    'queryScheduledMessages',
    'queryServiceStates',
    'setServiceState',
    'getServiceState',
    'delete',
  ]);

  const contact = new Contact(inner.order.call.fromNumber);
  inner.provide('contact', contact);
  inner.saveContact = () => contact.save();
  inner.contactOf = (number) => (number === contact.phone_number ? contact : new Contact(number));
};
